import { lazy } from 'react';

const forms = {
  outcome: () => import('./OutcomeForm').then(({ OutcomeForm }) => ({ default: OutcomeForm })),
  notNow: () => import('./NotNow').then(({ NotNow }) => ({ default: NotNow })),
  handOn: () => import('./HandOn').then(({ HandOn }) => ({ default: HandOn })),
};

// A first look at the inbox needs none of them; they are there before somebody has read a task.
export const OutcomeForm = lazy(forms.outcome);
export const NotNow = lazy(forms.notNow);
export const HandOn = lazy(forms.handOn);

/** Reads them as soon as the tasks are shown. */
export const formsAhead = (): void => {
  for (const form of Object.values(forms)) form().catch(() => undefined);
};
