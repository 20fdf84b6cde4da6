import { connect, createServer } from 'node:net';
import { Trouble } from './trouble';

/** A port somebody else holds; the message says what to do. */
export class PortBusyError extends Trouble {
  override readonly name = 'PortBusyError';
  constructor(port: number, what: string, variable: string) {
    super(
      `Port ${port}, where ${what} should listen, is taken by another program: stop that one, ` +
        `or choose another port with ${variable}, for example ${variable}=${port + 100} npm start.`,
    );
  }
}

/** Whether nobody listens on this port now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return listenOnce(port, host).then(
    () => true,
    () => false,
  );
}

/** The first free port at or after `from`; 0 takes any the system has to give. */
export async function freePort(from: number, host = '127.0.0.1'): Promise<number> {
  if (from === 0) return listenOnce(0, host);
  for (let port = from; port < from + 500; port++) if (await isFree(port, host)) return port;
  throw new Error(`No free port between ${from} and ${from + 500} on ${host}: too many servers run here.`);
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** Whether somebody takes connections there, asked for three seconds. */
export function connects(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 3_000 });
    const over = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => over(true));
    socket.once('timeout', () => over(false));
    socket.once('error', () => over(false));
  });
}
