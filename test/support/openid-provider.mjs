// A real OpenID provider for tests, in a process of its own. Whoever types an address is that person. It says its own address on
// standard output, hears on standard input where it sends people back to, and says that address once it is ready.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  createInterface({ input: process.stdin }).once('line', (callback) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'dealwright', client_secret: 'a secret of both', redirect_uris: [callback] }],
      cookies: { keys: ['only for tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: true, name: 'From the company' }),
      }),
    });
    server.on('request', provider.callback());
    process.stdout.write(`${callback}\n`);
  });
  process.stdout.write(`${issuer}\n`);
});
