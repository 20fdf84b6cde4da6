import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFaults } from '../answer/use-answer';
import type { Shown } from '../api/client';
import { Refused } from '../api/client';
import { useMayI } from '../api/me';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { ContactsPick } from './ContactsPick';
import { FormFoot } from './FormFoot';
import { filesQuery } from './files';
import { Letters } from './Letters';
import { type Letter, mailOf, previewMail, sendMail, type TypedMail, templatesQuery } from './mail';
import type { On, Ref } from './on';
import styles from './records.module.css';
import { useKept } from './use-kept';
import './words';

interface MailFormProps {
  on: On;
  people: readonly Ref[];
  /** The e-mail, among the interactions, that this answers. */
  answers?: { id: string; subject: string };
  close: () => void;
  done: (mail: Shown['ClientMail']) => void;
}

const PAUSE_MS = 500;

/** A letter to a client: by a template or in one's own words, each seen as its reader would get it before it goes. */
export function MailForm({ on, people, answers, close, done }: MailFormProps) {
  const { t, say } = useWords();
  const words = useFaultWords();
  const mayOverride = useMayI('client-mail.override');
  const templates = useQuery(templatesQuery);
  const [tried, setTried] = useState(false);
  const form = useKept<TypedMail, Shown['ClientMail']>({
    scope: `mail.${answers?.id ?? on.id}`,
    first: {
      to: [],
      template: '',
      language: '',
      subject: answers ? `Re: ${answers.subject}` : '',
      text: '',
      files: [],
      override: '',
    },
    send: (typed, key) => sendMail(mailOf(on, typed, answers?.id) ?? {}, key),
    done,
  });
  const { value: typed, set } = form;
  const [settled] = useDebouncedValue(typed, PAUSE_MS);
  const asked = mailOf(on, settled, answers?.id);
  const preview = useQuery({
    queryKey: ['record', on.id, 'mail-preview', asked],
    enabled: asked !== null,
    placeholderData: (before) => before,
    queryFn: () => previewMail(asked ?? {}),
  });
  const letters = asked === null ? [] : (preview.data?.letters ?? []);
  const refused = letters.filter(({ may }) => !may);
  const overridable = mayOverride && refused.some(({ why }) => why?.code === 'refused');
  const { byField, others } = useFaults(form.refused, {});
  const own = typed.template === '';
  const needed = (text: string) => (tried && own && text.trim() === '' ? t('answer.needed') : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (mailOf(on, typed, answers?.id) !== null && !form.busy) form.send();
  };
  return (
    <form onSubmit={submit} className={styles.form} aria-label={t('records.mail')} noValidate>
      <ContactsPick
        label={t('records.mailTo')}
        description={t('records.mailToWhy')}
        known={people}
        value={typed.to}
        onChange={(to) => set({ to })}
      />
      <div className={styles.pair}>
        <NativeSelect
          label={t('records.template')}
          value={typed.template}
          data={[
            { value: '', label: t('records.ownWords') },
            ...(templates.data?.items ?? []).map(({ key, name }) => ({ value: key, label: say(name) })),
          ]}
          onChange={({ currentTarget }) => set({ template: currentTarget.value })}
        />
        {!own && (
          <NativeSelect
            label={t('shell.language')}
            value={typed.language}
            data={[
              { value: '', label: t('records.readersLanguage') },
              { value: 'en', label: 'English' },
              { value: 'ru', label: 'Русский' },
            ]}
            onChange={({ currentTarget }) => set({ language: currentTarget.value as TypedMail['language'] })}
          />
        )}
      </div>
      {own && (
        <>
          <TextInput
            label={t('records.mailSubject')}
            required
            value={typed.subject}
            error={byField.subject ?? needed(typed.subject)}
            onChange={({ currentTarget }) => set({ subject: currentTarget.value })}
          />
          <Textarea
            label={t('records.mailText')}
            required
            autosize
            minRows={6}
            maxRows={20}
            value={typed.text}
            error={byField.text ?? needed(typed.text)}
            onChange={({ currentTarget }) => set({ text: currentTarget.value })}
          />
        </>
      )}
      <Attached on={on} value={typed.files} onChange={(files) => set({ files })} />
      {preview.isError && asked !== null && (
        <p className={styles.bad}>{isOfNobody(preview.error) ? t('records.mailToNobody') : words(preview.error)}</p>
      )}
      <Letters letters={letters} />
      {overridable && (
        <TextInput
          label={t('records.override')}
          description={t('records.overrideWhy')}
          value={typed.override}
          onChange={({ currentTarget }) => set({ override: currentTarget.value })}
        />
      )}
      <FormFoot
        does={t('records.sendMail')}
        form={form}
        others={others}
        close={close}
        disabled={!passes(letters, typed, overridable)}
      >
        {!own && letters[0] && (
          <Button
            variant="subtle"
            onClick={() => set({ template: '', subject: letters[0]?.subject ?? '', text: letters[0]?.text ?? '' })}
          >
            {t('records.changeWords')}
          </Button>
        )}
      </FormFoot>
    </form>
  );
}

interface AttachedProps {
  on: On;
  value: readonly string[];
  onChange: (files: string[]) => void;
}

/** Files of the record, to go with the letter; nothing where there are none. */
function Attached({ on, value, onChange }: AttachedProps) {
  const { t } = useWords();
  const files = useQuery(filesQuery(on));
  const given = (files.data?.items ?? []).filter(({ state }) => state === 'clear');
  if (given.length === 0) return null;
  return (
    <MultiSelect
      label={t('records.attach')}
      description={t('records.attachWhy')}
      data={given.map(({ id, name }) => ({ value: id, label: name }))}
      value={[...value]}
      onChange={onChange}
      searchable
      hidePickedOptions
    />
  );
}

/** One who may not be written to refuses all of it: the button waits until each may, or a reason is given where that counts. */
const passes = (letters: readonly Letter[], { override }: TypedMail, overridable: boolean): boolean =>
  letters.every(({ may, why }) => may || (overridable && why?.code === 'refused' && override.trim() !== ''));

/** The record names nobody who could be written to. */
const isOfNobody = (fault: unknown): boolean =>
  fault instanceof Refused && fault.problem.errors?.some(({ path }) => path === 'body.to') === true;
