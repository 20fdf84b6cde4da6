import { Button, FileButton, Progress } from '@mantine/core';
import { IconDownload, IconFile, IconTrash, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { api, type Shown, told } from '../api/client';
import { useMayI, useMe } from '../api/me';
import { queryClient } from '../api/query';
import { Failed, Loading, useFaultWords } from '../parts/State';
import { useWords } from '../words';
import { useFormat } from '../words/format';
import { filesQuery } from './files';
import styles from './records.module.css';
import type { FileOn } from './send-file';
import { type Going, useSending } from './use-sending';
import './words';

type File_ = Shown['File'];

/** The files on a record; more are dropped on it, or picked. What waits for the scanner, or was held back by it, says so. */
export function FileList({ on }: { on: FileOn }) {
  const { t } = useWords();
  const mayAdd = useMayI('file.add');
  const [over, setOver] = useState(false);
  const files = useQuery(filesQuery(on));
  const sending = useSending(on, () => void queryClient.invalidateQueries({ queryKey: ['record', on.id, 'files'] }));
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    sending.add([...event.dataTransfer.files]);
  };
  const drop = mayAdd && {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: dropped,
  };
  return (
    <section {...drop} className={styles.files} data-over={over || undefined} aria-label={t('records.files')}>
      {mayAdd && (
        <div className={styles.drop}>
          <FileButton
            onChange={(picked) => sending.add(picked)}
            multiple
            inputProps={{ 'aria-label': t('records.pickFiles') }}
          >
            {(button) => (
              <Button {...button} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>
                {t('records.addFiles')}
              </Button>
            )}
          </FileButton>
          <span className={styles.quiet}>{t('records.orDrop')}</span>
        </div>
      )}
      {sending.going.length > 0 && (
        <ul className={styles.rows}>
          {sending.going.map((one) => (
            <GoingRow key={one.key} going={one} again={() => sending.again(one)} stop={() => sending.stop(one)} />
          ))}
        </ul>
      )}
      {files.isPending && <Loading rows={2} />}
      {files.isError && <Failed fault={files.error} again={() => void files.refetch()} />}
      {files.data && files.data.items.length === 0 && sending.going.length === 0 && (
        <p className={styles.quiet}>{t('records.noFiles')}</p>
      )}
      {files.data && (
        <ul className={styles.rows}>
          {files.data.items.map((file) => (
            <FileRow key={file.id} file={file} />
          ))}
        </ul>
      )}
    </section>
  );
}

function GoingRow({ going, again, stop }: { going: Going; again: () => void; stop: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const share = Math.round(going.gone * 100);
  return (
    <li className={styles.row}>
      <span className={styles.name}>{going.file.name}</span>
      {going.fault === null ? (
        <Progress value={share} aria-label={t('records.going', { name: going.file.name })} className={styles.bar} />
      ) : (
        <span role="alert" className={styles.bad}>
          {words(going.fault)}
        </span>
      )}
      <span className={styles.acts}>
        {going.fault !== null && (
          <Button size="compact-sm" variant="light" onClick={again}>
            {t('state.again')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={stop}>
          {t(going.fault === null ? 'records.stop' : 'close')}
        </Button>
      </span>
    </li>
  );
}

function FileRow({ file }: { file: File_ }) {
  const { t } = useWords();
  const { when, figure } = useFormat();
  const words = useFaultWords();
  const me = useMe();
  const others = useMayI('file.remove');
  const [sure, setSure] = useState(false);
  const removing = useMutation({
    mutationFn: () => told(api.DELETE('/files/{id}', { params: { path: { id: file.id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['record', file.on.id, 'files'] }),
  });
  const mayRemove = (file.by?.id === me.id && me.rights.includes('file.add')) || others;
  return (
    <li className={styles.row}>
      <IconFile size={18} aria-hidden />
      <span className={styles.name}>
        {file.state === 'clear' ? (
          <a href={`/api/v1/files/${file.id}/content`} download={file.name}>
            {file.name} <IconDownload size={14} aria-label={t('records.download')} />
          </a>
        ) : (
          file.name
        )}
        <span className={styles.quiet}>
          {[sizeOf(file.bytes, figure), file.by?.name ?? t(`records.origin.${file.origin}`), when(file.at)].join(' · ')}
        </span>
        {file.state === 'waiting' && <span className={styles.warn}>{t('records.scan.waiting')}</span>}
        {file.state === 'refused' && (
          <span className={styles.bad}>{t('records.scan.refused', { verdict: file.verdict ?? '' })}</span>
        )}
        {removing.isError && <span className={styles.bad}>{words(removing.error)}</span>}
      </span>
      {mayRemove && (
        <span className={styles.acts}>
          {sure && (
            <Button size="compact-sm" color="red" loading={removing.isPending} onClick={() => removing.mutate()}>
              {t('records.removeSure')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={sure ? undefined : <IconTrash size={15} aria-hidden />}
            aria-label={sure ? undefined : t('records.removeOf', { name: file.name })}
            onClick={() => setSure(!sure)}
          >
            {sure ? t('records.keep') : t('records.remove')}
          </Button>
        </span>
      )}
    </li>
  );
}

const KIB = 1024;

function sizeOf(bytes: number, figure: (value: number) => string): string {
  if (bytes < KIB) return `${figure(bytes)} B`;
  if (bytes < KIB * KIB) return `${figure(Math.round(bytes / KIB))} KB`;
  return `${figure(Math.round((bytes / KIB / KIB) * 10) / 10)} MB`;
}
