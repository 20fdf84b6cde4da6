import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config';

export type Log = Logger;

/** What must never reach a log, wherever it hangs in the logged object's first three levels. */
const SECRET = ['authorization', 'cookie', 'password', 'token', 'secret', '["set-cookie"]', 'DATABASE_URL'];
const dotted = (path: string, key: string) => (key.startsWith('[') ? `${path}${key}` : `${path}.${key}`);
const paths = SECRET.flatMap((key) => [key, dotted('*', key), dotted('*.*', key)]);

/** One JSON line an event on standard output; secrets are written as `[secret]`, logins in URLs lose their password. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>, destination?: DestinationStream): Log {
  const options = {
    level: logLevel,
    redact: { paths, censor: '[secret]' },
    serializers: { err: (error: Error) => withoutPasswords(pino.stdSerializers.err(error)) },
  };
  return destination ? pino(options, destination) : pino(options);
}

function withoutPasswords<T extends { message?: string; stack?: string }>(error: T): T {
  return { ...error, message: hidePassword(error.message ?? ''), stack: hidePassword(error.stack ?? '') };
}

/** `postgresql://user:password@host` with the password gone: for messages that name where something connects to. */
export function hidePassword(text: string): string {
  return text.replace(/(\w+:\/\/[^\s:/@]*):[^\s@]*@/g, '$1:…@');
}
