import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { atEnd } from './at-end';
import { scratchDir } from './scratch';

const DOVECOT = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find(existsSync);

/** Whether a real mail server is there to test with; `npm test` installs it where it may. */
export const hasMailServer = DOVECOT !== undefined;

/** Skips by a name that says what to install; `.ci/run` takes no skipped test. */
export const describeWithMailServer = hasMailServer
  ? describe
  : (name: string, body: () => void) => describe.skip(`${name} (needs Dovecot: apt-get install dovecot-imapd)`, body);

/** A mailbox on a server of the test's own: its own process, port, configuration and certificate. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The certificate that signed the server's. */
  readonly ca: string;
  /** Puts a mail into the mailbox, as a mail server does that takes it in. */
  deliver(raw: string, at?: Date): Promise<void>;
  /** What is in a folder: the flags of each mail. */
  flagsIn(folder: string): Promise<string[][]>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Has the server count its mails anew, as after a restore. To be called while it is stopped. */
  recount(): void;
}

export async function startMailServer(): Promise<MailServer> {
  const dir = scratchDir();
  const port = await freePort();
  const password = randomUUID();
  writeFileSync(join(dir, 'dovecot.conf'), configuration(dir, port));
  writeFileSync(join(dir, 'users'), `sales:{PLAIN}${password}\n`);
  certify(dir);
  mkdirSync(join(dir, 'mail'));
  const { uid, gid } = mailUser();
  chownSync(join(dir, 'mail'), uid, gid);
  const ca = readFileSync(join(dir, 'cert.pem'), 'utf8');
  let running: ChildProcess | undefined;
  const stop = async () => {
    const ending = running;
    running = undefined;
    if (!ending || ending.exitCode !== null) return;
    const over = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGTERM');
    await over;
  };
  atEnd(stop);
  const on = { host: '127.0.0.1', port, user: 'sales', password, ca };
  const connected = async <T>(act: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({
      host: on.host,
      port,
      secure: true,
      auth: { user: on.user, pass: password },
      tls: { ca },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await act(client);
    } finally {
      client.close();
    }
  };
  const start = async () => {
    running = spawn(DOVECOT ?? 'dovecot', ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: 'ignore' });
    for (const end = Date.now() + 60_000; ; await pause(100)) {
      const up = await connected(async () => true).catch(() => false);
      if (up) return;
      if (Date.now() > end) throw new Error(`Dovecot did not start:\n${logOf(dir)}`);
    }
  };
  await start();
  return {
    ...on,
    deliver: (raw, at) => connected(async (client) => void (await client.append('INBOX', raw, [], at ?? new Date()))),
    flagsIn: (folder) =>
      connected(async (client) => {
        const lock = await client.getMailboxLock(folder);
        const mails = await client.fetchAll('1:*', { flags: true }).catch(() => []);
        lock.release();
        return mails.map(({ flags }) => [...(flags ?? [])]);
      }),
    stop,
    start,
    recount() {
      const box = join(dir, 'mail', 'sales');
      for (const name of readdirSync(box)) if (name.startsWith('dovecot')) rmSync(join(box, name), { recursive: true });
    },
  };
}

const logOf = (dir: string) =>
  existsSync(join(dir, 'log')) ? readFileSync(join(dir, 'log'), 'utf8') : 'It wrote no log.';

/** As root Dovecot wants other users to do the work; as anybody else it can only be that one. */
function mailUser(): { uid: number; gid: number; name: string } {
  const id = (flag: string, ...user: string[]) => execFileSync('id', [flag, ...user], { encoding: 'utf8' }).trim();
  const user = id('-u') === '0' ? ['nobody'] : [];
  return { uid: Number(id('-u', ...user)), gid: Number(id('-g', ...user)), name: id('-un', ...user) };
}

function configuration(dir: string, port: number): string {
  const { uid, gid, name } = mailUser();
  const asRoot = name === 'nobody';
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
first_valid_uid = 1
mail_location = maildir:${dir}/mail/%u
mail_max_userip_connections = 50
${asRoot ? '' : `default_internal_user = ${name}\ndefault_login_user = ${name}\ndefault_internal_group = ${gid}`}
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/mail/%u
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
`;
}

function certify(dir: string): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    join(dir, 'key.pem'),
    '-out',
    join(dir, 'cert.pem'),
  ];
  const { status, stderr } = spawnSync('openssl', [...made, ...subject], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`No certificate could be made:\n${stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
