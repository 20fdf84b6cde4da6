import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A call as somebody's server got it. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server of somebody else's, on loopback, that keeps what it gets. */
export interface HttpReceiver {
  url: string;
  received: Received[];
  stop(): Promise<void>;
}

type Answering = (response: ServerResponse, call: Received, request: IncomingMessage) => void;

/** Takes HTTP calls; answers 200 unless told otherwise. */
export async function httpReceiver(answer: Answering = (response) => response.end()): Promise<HttpReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = { path: request.url ?? '', headers: request.headers, body };
      received.push(call);
      answer(response, call, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, stop };
}

/** A mail as a server took it: the envelope, and the message as it came over the wire. */
export interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
}

export interface MailReceiver {
  smtpUrl: string;
  received: ReceivedMail[];
  stop(): Promise<void>;
}

/** Takes mails by SMTP. `refuse` gives the code by which it refuses an address, if it does. */
export async function mailReceiver(refuse: (address: string) => number | null = () => null): Promise<MailReceiver> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true, // its certificate is nobody's
    onRcptTo({ address }, _session, done) {
      const responseCode = refuse(address);
      done(responseCode === null ? null : Object.assign(new Error(`No <${address}> here`), { responseCode }));
    },
    onData(stream, { envelope: { mailFrom, rcptTo } }, done) {
      void text(stream).then((raw) => {
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The value of a header of a mail, unfolded. */
export function mailHeader({ raw }: ReceivedMail, name: string): string | undefined {
  const [head = ''] = raw.split('\r\n\r\n');
  const line = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return line
    .find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    ?.slice(name.length + 1)
    .trim();
}
