/** Which rows of an import are shown: by what they would do, by what became of them, by what became of them on the way back. */
export const SHOWN = [
  'would create',
  'would update',
  'would present',
  'would rejected',
  'LikelyDouble',
  'imported',
  'updated',
  'present',
  'rejected',
  'taken back',
  'changed since',
  'in use',
  'stays',
] as const;
export type Shown = (typeof SHOWN)[number];
