import type { Behaviour } from '../../insight';
import type { Text } from '../../process';

/** What deals did at a stage, as people say it. */
export const BEHAVIOUR_WORDS: Readonly<Record<Behaviour, Text>> = {
  'passed by': { en: 'never came to it, though they came further', ru: 'не были на нём, хотя прошли дальше' },
  'came back': { en: 'came back to it', ru: 'возвращались на него' },
  'moved by hand': { en: 'left it by a move by hand', ru: 'ушли с него ручным перемещением' },
  skipped: { en: 'skipped it', ru: 'пропустили его' },
  'moved by its limit': { en: 'were moved on when its limit had passed', ru: 'передвинуты по истечении срока' },
  'moved from outside': { en: 'left it by an event from outside', ru: 'ушли с него по событию извне' },
  'closed by hand': { en: 'were closed on it by hand', ru: 'закрыты на нём вручную' },
  reopened: { en: 'were reopened from it', ru: 'открыты заново' },
  'taken back': { en: 'left it by taking a decision back', ru: 'ушли с него отменой решения' },
  migrated: { en: 'were brought to another version on it', ru: 'переведены на другую версию' },
  'handed over': { en: 'went from hand to hand on it', ru: 'передавались на нём из рук в руки' },
  'over its limit': { en: 'stayed on it past its limit', ru: 'были на нём дольше срока' },
  waited: { en: 'waited on it for a known reason', ru: 'ждали на нём по известной причине' },
};
