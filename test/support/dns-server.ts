import { createSocket } from 'node:dgram';
import { type LookupAddress, Resolver } from 'node:dns';
import type { AddressInfo } from 'node:net';

/** A name server of a test's own, over UDP: it gives the addresses that `answer` says, for each question anew. */
export interface DnsServer {
  /** The names it was asked for, in order. */
  asked: string[];
  /** As `dns.lookup` gives all addresses of a name, asked of this server alone. */
  lookUp(
    host: string,
    options: unknown,
    answer: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
  ): void;
  stop(): Promise<void>;
}

export async function dnsServer(answer: (name: string, n: number) => readonly string[]): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port }) => {
    const { name, end } = nameIn(question);
    asked.push(name);
    socket.send(answerTo(question, end, answer(name, asked.length)), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const resolver = new Resolver({ timeout: 20_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${(socket.address() as AddressInfo).port}`]);
  return {
    asked,
    lookUp: (host, _options, told) =>
      resolver.resolve4(host, (error, found) =>
        told(
          error,
          (found ?? []).map((address) => ({ address, family: 4 })),
        ),
      ),
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

const HEADER = 12;

/** The name that a question asks for, and where the question ends (RFC 1035). */
function nameIn(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.'), end: at + 5 };
}

/** The question again, and an A record without a life of its own for each address. */
function answerTo(question: Buffer, end: number, addresses: readonly string[]): Buffer {
  const header = Buffer.from(question.subarray(0, HEADER));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]),
  );
  return Buffer.concat([header, question.subarray(HEADER, end), ...records]);
}
