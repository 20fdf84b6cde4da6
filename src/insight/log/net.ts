import { CLOSED, type Definition } from '../../process';
import { waysOf } from '../../process/proof/ways';

/** From which state to which a deal may go in one decision. Steps of branches count as the stage that holds them. */
export interface Passage {
  from: string;
  to: string;
}

/**
 * Every passage that a definition knows between states that a deal stands at, by whatever leads there: outcomes, moves by hand,
 * limits, events, skipping, closing, reopening, and taking a decision back. A stage whose condition does not hold is passed over
 * in the same decision, so what it leads to counts from where the deal came.
 */
export function passagesOf(definition: Definition): Passage[] {
  const over = new Map<string, Set<string>>();
  const direct: Passage[] = [];
  const top = (state: string) => definition.stages[state]?.within?.stage ?? state;
  for (const way of waysOf(definition)) {
    const [from, to] = [top(way.from), top(way.to)];
    if (way.by === 'passing over') over.set(from, (over.get(from) ?? new Set()).add(to));
    else if (from !== to) direct.push({ from, to });
  }
  const all = new Map<string, Passage>();
  const add = (from: string, to: string): void => {
    const key = `${from} ${to}`;
    if (from === to || all.has(key)) return;
    all.set(key, { from, to });
    for (const next of over.get(to) ?? []) add(from, next);
  };
  for (const { from, to } of direct) add(from, to);
  if (definition.undo) for (const { from, to } of [...all.values()]) add(to, from);
  return [...all.values()];
}

/** Where a deal may begin: the first stage, or what follows it where its condition does not hold. */
export function beginningsOf(definition: Definition): string[] {
  const [first] = Object.keys(definition.stages);
  const found = new Set(first === undefined ? [] : [first]);
  for (const state of found) {
    const stage = definition.stages[state];
    if (stage?.when !== undefined && stage.next !== undefined) found.add(stage.next);
  }
  return [...found];
}

/**
 * A definition as a Petri net in PNML, for programs that hold a log of stages against it. A place `at <state>` for each state,
 * a transition named after the state for each way into it; `begin` holds the first token, and what is at rest anywhere may end
 * without a word, because a deal that is still open has done nothing wrong.
 */
export function netOf(definition: Definition): string {
  const states = [
    ...Object.keys(definition.stages).filter((key) => !definition.stages[key]?.within),
    ...Object.keys(definition.closed).map((key) => `${CLOSED}${key}`),
  ];
  const passages = [
    ...beginningsOf(definition).map((to) => ({ from: 'begin', to })),
    ...passagesOf(definition).map(({ from, to }) => ({ from: at(from), to })),
  ];
  const transitions = passages.map(({ from, to }, n) => transition(`t${n + 1}`, to, from, at(to)));
  const endings = states.map((state, n) => transition(`e${n + 1}`, null, at(state), 'end'));
  return `<?xml version="1.0" encoding="UTF-8"?>
<pnml>
  <net id="${escaped(definition.key)}" type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel">
    <name><text>${escaped(definition.name.en)}</text></name>
    <page id="page">
${place('begin', 1)}${states.map((state) => place(at(state))).join('')}${place('end')}${[...transitions, ...endings].join('')}    </page>
    <finalmarkings><marking><place idref="end"><text>1</text></place></marking></finalmarkings>
  </net>
</pnml>
`;
}

const at = (state: string): string => `at ${state}`;

const place = (id: string, tokens = 0): string =>
  `      <place id="${escaped(id)}"><name><text>${escaped(id)}</text></name>${
    tokens ? `<initialMarking><text>${tokens}</text></initialMarking>` : ''
  }</place>\n`;

/** One without a name is silent: programs know it by the mark that ProM gave the world. */
const transition = (id: string, name: string | null, from: string, to: string): string =>
  `      <transition id="${id}"><name><text>${escaped(name ?? 'still there')}</text></name>${
    name === null ? '<toolspecific tool="ProM" version="6.4" activity="$invisible$" localNodeID=""/>' : ''
  }</transition>
      <arc id="${id} from" source="${escaped(from)}" target="${id}"><inscription><text>1</text></inscription></arc>
      <arc id="${id} to" source="${id}" target="${escaped(to)}"><inscription><text>1</text></inscription></arc>
`;

const escaped = (value: string): string => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
