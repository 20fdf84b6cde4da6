/** The reports that there are, those that belong together beside each other, in the order in which a manager asks. */
export const FAMILIES = [
  ['funnel'],
  ['forecast', 'attainment', 'past-forecast'],
  ['pipeline-change'],
  ['bottlenecks', 'stage-weeks', 'task-times', 'limits'],
  ['deviation'],
  ['variants', 'conformance'],
  ['workload'],
  ['sellers', 'process-change'],
  ['sources', 'interest', 'lead-chart'],
  ['incoming'],
  ['clients'],
] as const;
export type Kind = (typeof FAMILIES)[number][number];

export const KINDS: readonly Kind[] = FAMILIES.flat();

/** Those that belong to one, itself among them. */
export const familyOf = (kind: Kind): readonly Kind[] =>
  FAMILIES.find((family) => (family as readonly Kind[]).includes(kind)) ?? [kind];
