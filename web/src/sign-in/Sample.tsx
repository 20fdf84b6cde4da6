import { Avatar, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api, type Shown, told } from '../api/client';
import { useFaultWords } from '../parts/State';
import { useWords } from '../words';
import styles from './sign-in.module.css';

/** The people of the sample company, one click away: on the machine that it runs on only. */
export function Sample({ people, done }: { people: Shown['WaysIn']['sample']; done: () => void }) {
  const { t } = useWords();
  const words = useFaultWords();
  const come = useMutation({
    mutationFn: (personId: string) => told(api.POST('/sign-in/sample', { body: { personId } })),
    onSuccess: done,
  });
  return (
    <section className={`${styles.card} ${styles.wide}`} aria-labelledby="sample">
      <h2 id="sample">{t('signIn.sample')}</h2>
      <p className={styles.quiet}>{t('signIn.sampleWhy')}</p>
      <div role="alert">{come.error && <p className={styles.refused}>{words(come.error)}</p>}</div>
      <ul className={styles.people}>
        {people.map(({ id, name, roles }) => (
          <li key={id}>
            <UnstyledButton className={styles.person} disabled={come.isPending} onClick={() => come.mutate(id)}>
              <Avatar name={name} size={32} color="deal" variant="filled" alt="" aria-hidden />
              <span>
                <strong>{name}</strong>
                <br />
                <span className={styles.quiet}>
                  {roles.map((role) => t(`role.${role as 'rep'}`, { defaultValue: role })).join(', ')}
                </span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
