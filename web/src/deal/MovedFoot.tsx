import { Button } from '@mantine/core';
import { MovedOn } from '../answer/MovedOn';
import type { Refused } from '../api/client';
import { FormFoot } from '../records/FormFoot';
import { useWords } from '../words';

interface MovedFootProps {
  does: string;
  form: {
    busy: boolean;
    waits: boolean;
    refused: Refused | null;
    fault: unknown;
    send: (some: { seq: number }) => void;
  };
  others: readonly string[];
  close: () => void;
}

/** Under a form about a deal that may have moved on meanwhile: what happened, and the same sent on the deal as it is now. */
export function MovedFoot({ does, form, others, close }: MovedFootProps) {
  const { t } = useWords();
  const { refused, send } = form;
  const meanwhile = refused?.problem.meanwhile;
  return (
    <>
      {refused && meanwhile && <MovedOn refused={refused} again={(seq) => send({ seq })} />}
      <FormFoot
        does={does}
        form={meanwhile ? { ...form, refused: null, fault: null } : form}
        others={others}
        close={close}
      >
        {meanwhile && (
          <Button variant="light" onClick={() => send({ seq: meanwhile.seq })}>
            {t('moved.againAnyway')}
          </Button>
        )}
      </FormFoot>
    </>
  );
}
