import { randomUUID } from 'node:crypto';
import { asHtml, tame } from './render';
import { createSendMail } from './send-mail';

/** Who gets a link at which they set a new password. */
export interface LinkReader {
  name: string;
  email: string;
  language: string;
}

const WORDS = {
  en: {
    subject: 'A new password for Dealwright',
    text: (name: string, url: string) =>
      `${name},\n\nat this address you set a new password. It is good once, and for a day:\n\n${url}\n\nIf you did not ask for it, there is nothing to do: your password stays as it is.\n`,
  },
  ru: {
    subject: 'Новый пароль для Dealwright',
    text: (name: string, url: string) =>
      `${name},\n\nпо этому адресу можно задать новый пароль. Ссылка действует один раз и в течение суток:\n\n${url}\n\nЕсли вы этого не просили, делать ничего не нужно: пароль останется прежним.\n`,
  },
} as const;

/** Sends a link to a new password by mail, at once: who waits for it cannot do anything else. @throws when the mail server does not take it */
export function createSendPasswordLink(mail: { smtpUrl: string; from: string }) {
  const send = createSendMail(mail);
  return async ({ name, email, language }: LinkReader, url: string): Promise<void> => {
    const { subject, text } = WORDS[language === 'ru' ? 'ru' : 'en'];
    const to = { id: '', name: tame(name), address: email };
    const plain = text(tame(name), url);
    const words = { subject, text: plain, html: asHtml(plain) };
    const { result, said } = await send({ key: randomUUID(), to, mail: words, fault: null });
    if (result !== 'sent') throw new Error(`The link to a new password was not sent: ${said}.`);
  };
}
