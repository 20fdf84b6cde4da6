import { api, keyed, type Shown, told } from '../api/client';
import { aboutOf, type On, type Ref } from './on';

export type Letter = Shown['ClientMailPreview']['letters'][number];

/** A letter to a client, as it is typed. */
export interface TypedMail {
  to: readonly Ref[];
  /** Empty: one's own words. */
  template: string;
  language: '' | 'en' | 'ru';
  subject: string;
  text: string;
  /** Ids of files that go with it. */
  files: readonly string[];
  /** Why somebody who refused is written to all the same. */
  override: string;
}

/** As the API takes it; null while there is nothing yet to send. */
export function mailOf(on: On, typed: TypedMail, answers?: string): Shown['NewClientMail'] | null {
  const { to, template, language, subject, text, files, override } = typed;
  const own = subject.trim() !== '' && text.trim() !== '';
  if (template === '' && !own) return null;
  return {
    ...(answers ? { answers } : aboutOf(on)),
    ...(to.length > 0 && { to: to.map(({ id }) => ({ contactId: id })) }),
    ...(template !== '' && { template }),
    ...(language !== '' && { language }),
    ...(template === '' && { subject: subject.trim(), text: text.trim() }),
    ...(files.length > 0 && { files: [...files] }),
    ...(override.trim() !== '' && { override: override.trim() }),
  };
}

export const previewMail = (body: Shown['NewClientMail']) => told(api.POST('/client-mails/preview', { body }));
export const sendMail = (body: Shown['NewClientMail'], key: string) =>
  told(api.POST('/client-mails', { params: { header: keyed(key) }, body }));

export const templatesQuery = {
  queryKey: ['client-mail-templates'],
  queryFn: () => told(api.GET('/client-mail-templates')),
};
