import type { Readable } from 'node:stream';
import type { Outcome } from './outcome';
import { asHtml, tame } from './render';
import { domainOf, outcomeOf, transportTo } from './send-mail';

/** A letter that one of us wrote to a client. Its Message-ID is the same in each try. */
export interface ClientLetter {
  messageId: string;
  to: { name: string; address: string };
  by: { name: string; address: string };
  subject: string;
  text: string;
  /** Whose address is in From; who gets the answers: `address` where that is another than the one in From. */
  sender: 'company' | 'person';
  replyTo: string | null;
  /** Message-IDs of the conversation that it answers, the oldest first. */
  answers: readonly string[];
  /** Bytes are read once, as they go. */
  files: readonly { name: string; type: string; content: Readable }[];
}

/** What sends letters to clients, and under which Message-ID each goes out. */
export interface ClientPost {
  /** The company's address, bare. */
  company: string;
  messageIdOf(letterId: string): string;
  send(letter: ClientLetter): Promise<Outcome>;
}

/**
 * Makes what sends letters to clients by SMTP. Unlike what the product says by itself they are marked as nobody's but their
 * writer's. What cannot be delivered comes back to the company's mailbox, whoever is in From, so that it is seen here.
 */
export function createClientPost({ smtpUrl, from }: { smtpUrl: string; from: string }): ClientPost {
  const transport = transportTo(smtpUrl);
  const company = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
  return {
    company,
    messageIdOf: (letterId) => `<letter.${letterId}@${domainOf(from)}>`,
    async send({ messageId, to, by, subject, text, sender, replyTo, answers, files }) {
      const address = sender === 'person' ? by.address : company;
      const back = replyTo ?? company;
      const message = {
        messageId,
        from: { name: tame(by.name), address },
        to: { name: tame(to.name), address: to.address },
        ...(back !== address && { replyTo: { name: tame(by.name), address: back } }),
        ...(answers.length > 0 && { inReplyTo: answers.at(-1) as string, references: [...answers] }),
        // Reports of mail servers go to a mailbox of the company's, never to one that is not read here.
        envelope: { from: back === by.address ? company : back, to: [to.address] },
        subject,
        text: `${text}\n`,
        html: asHtml(text),
        attachments: files.map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
      };
      try {
        await transport.sendMail(message);
        return { result: 'sent', said: 'the mail server took it' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}
