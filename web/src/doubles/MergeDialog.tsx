import { Button, Loader, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { newKey, Refused } from '../api/client';
import { Dialog } from '../parts/Dialog';
import { Failed } from '../parts/State';
import { FormFoot } from '../records/FormFoot';
import { useWords } from '../words';
import { Compared } from './Compared';
import styles from './doubles.module.css';
import { merge, type Plan, readClientsAnew, type Two } from './queries';
import './words';

interface MergeDialogProps {
  two: Two;
  close: () => void;
  /** With the id of the card that stays, and of the merge. */
  merged: (survivor: string, id: string | null) => void;
}

/** Two cards side by side: which one stays, whose value of each field, what goes over; then made into one. */
export function MergeDialog({ two, close, merged }: MergeDialogProps) {
  const { t } = useWords();
  const [survivor, choose] = useState(two.left.id);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const double = survivor === two.left.id ? two.right : two.left;
  const asked = { survivor, doubles: [double.id], values };
  const plan = useQuery({
    queryKey: ['doubles', 'plan', two.entity, asked],
    placeholderData: (before) => before,
    staleTime: 0,
    queryFn: () => merge(two.entity, { ...asked, dryRun: true }, newKey()),
  });
  const merging = useMutation({
    mutationFn: (seen: Plan) => merge(two.entity, { ...asked, revisions: seen.revisions }, newKey()),
    onSuccess: ({ id }) => {
      readClientsAnew();
      merged(survivor, id);
    },
    onError: () => void plan.refetch(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (plan.data && !plan.isPlaceholderData) merging.mutate(plan.data);
  };
  const refused = merging.error instanceof Refused ? merging.error : null;
  return (
    <Dialog title={t('doubles.merge.title')} close={close} size="xl">
      <form onSubmit={submit} className={styles.dialog}>
        <div className={styles.choice}>
          <span id="survivor">{t('doubles.merge.stays')}</span>
          <SegmentedControl
            aria-labelledby="survivor"
            fullWidth
            value={survivor}
            onChange={(id) => {
              choose(id);
              setValues({});
            }}
            data={[two.left, two.right].map(({ id, name }, n) => ({ value: id, label: `${n + 1}. ${name}` }))}
          />
        </div>
        <p className={styles.quiet}>{t('doubles.merge.why')}</p>
        {plan.isPending && <Loader size="sm" aria-label={t('state.loading')} />}
        {plan.isError && !plan.data && <Failed fault={plan.error} again={() => void plan.refetch()} />}
        {plan.data && (
          <>
            <Compared two={two} plan={plan.data} pick={(field, id) => setValues({ ...values, [field]: id })} />
            <Moves plan={plan.data} />
            <Warnings plan={plan.data} />
            <FormFoot
              does={t('doubles.merge.do')}
              form={{ busy: merging.isPending, waits: false, refused, fault: merging.error }}
              disabled={plan.isPlaceholderData}
            >
              <Button variant="subtle" color="gray" onClick={close}>
                {t('answer.close')}
              </Button>
            </FormFoot>
          </>
        )}
      </form>
    </Dialog>
  );
}

/** What hangs on the double goes over; of inner tables only the sum is told. */
function Moves({ plan }: { plan: Plan }) {
  const { t } = useWords();
  const rows = plan.moves.reduce((sum, one) => sum + one.rows, 0);
  const known = plan.moves.filter(({ table }) => table in MOVED);
  if (rows === 0) return <p>{t('doubles.merge.movesNothing')}</p>;
  const parts = known.map(({ table, rows: count }) => t(`doubles.moves.${MOVED[table] ?? 'leads'}`, { count }));
  return (
    <p>
      {t('doubles.merge.moves', { count: rows })}
      {parts.length > 0 && `: ${[...new Set(parts)].join(', ')}`}
    </p>
  );
}

const MOVED: Readonly<Record<string, 'leads' | 'sales' | 'interactions' | 'touches' | 'files'>> = {
  leads: 'leads',
  sales: 'sales',
  interactions: 'interactions',
  touches: 'touches',
  files: 'files',
};

function Warnings({ plan }: { plan: Plan }) {
  const { t, say } = useWords();
  if (plan.warnings.length === 0) return null;
  return (
    <div className={styles.warning} role="note">
      <strong>{t('doubles.merge.look')}</strong>
      <ul>
        {plan.warnings.map(({ code, detail }) => (
          <li key={`${code} ${detail.en}`}>{say(detail)}</li>
        ))}
      </ul>
    </div>
  );
}
