import { CLOSED, type Definition, isClosedState, type Text } from '../../process';

/** A column of the board of a process: a stage, or a way in which it ends. */
export interface Column {
  stage: string;
  name: Text;
  ending: boolean;
  /** The version in force does not know it: deals on older versions stand there still. */
  older: boolean;
}

/**
 * The columns of a process in the order of its definition, its endings last; steps of branches go on inside of their stage, so they
 * have none. Stages that only `older` versions know stand behind the others, before the endings.
 */
export function columnsOf(current: Definition | null, older: readonly (readonly [string, Definition])[]): Column[] {
  const stages: Column[] = [];
  const endings: Column[] = [];
  for (const [stage, { name, within }] of Object.entries(current?.stages ?? {}))
    if (!within) stages.push({ stage, name, ending: false, older: false });
  for (const [key, { name }] of Object.entries(current?.closed ?? {}))
    endings.push({ stage: `${CLOSED}${key}`, name, ending: true, older: false });
  for (const [stage, definition] of older) {
    const list = isClosedState(stage) ? endings : stages;
    if (list.some((one) => one.stage === stage)) continue;
    list.push({ stage, name: nameIn(definition, stage), ending: list === endings, older: true });
  }
  return [...stages, ...endings];
}

function nameIn({ stages, closed }: Definition, stage: string): Text {
  const named = isClosedState(stage) ? closed[stage.slice(CLOSED.length)] : stages[stage];
  return named?.name ?? { en: stage, ru: stage };
}
