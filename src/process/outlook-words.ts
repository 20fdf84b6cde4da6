import type { NoticeCode } from './decision';
import { type Definition, isClosedState } from './definition';
import type { Happening, Told } from './outlook';
import { type Names, stateName, taskName } from './outlook-names';
import { branchOf, PROCESS, repeatedTask, repeatOf, STAGE, WAIT } from './snapshot';
import type { Text } from './types';

/** What is said of a deadline that the machine has no use for. */
export const NOTHING: Text = { en: 'Nothing happens.', ru: 'Ничего не произойдёт.' };

const phrase = (en: string, ru: string, name?: Text): Text =>
  name ? { en: `${en} “${name.en}”`, ru: `${ru} «${name.ru}»` } : { en, ru };

/** The subject of a deadline, as a person would name it. */
export function subjectWords({ definition, snapshot, titles }: Names, subject: string): Text {
  if (subject === STAGE) return phrase('Stage', 'Этап', stateName(definition, snapshot.state));
  if (subject === PROCESS) return phrase('The whole process', 'Весь процесс');
  if (subject === WAIT) return phrase('The wait', 'Ожидание');
  const branch = branchOf(subject);
  if (branch !== null) return branchWords({ definition, snapshot }, branch);
  const repeated = repeatOf(subject);
  if (repeated !== null) {
    const { stage, task } = repeatedTask(repeated);
    const name = definition.stages[stage]?.tasks[task]?.name ?? same(task);
    return phrase('Repeated task', 'Повторяемая задача', name);
  }
  const task = snapshot.tasks.find(({ key }) => key === subject);
  return phrase('Task', 'Задача', task ? taskName({ definition, titles }, task) : same(subject));
}

const same = (word: string): Text => ({ en: word, ru: word });

function branchWords({ definition, snapshot }: Pick<Names, 'definition' | 'snapshot'>, branch: string): Text {
  const at = snapshot.branches?.[branch]?.at;
  const named = phrase('Branch', 'Ветвь', branchName(definition, snapshot.state, branch));
  const step = at ? stateName(definition, at) : null;
  return step ? { en: `${named.en}, “${step.en}”`, ru: `${named.ru}, «${step.ru}»` } : named;
}

const branchName = (definition: Definition, stage: string, branch: string): Text =>
  definition.stages[stage]?.branches?.[branch]?.name ?? same(branch);

/** One thing that will happen, as a sentence. */
export function lineOf(names: Names, one: Happening): Text {
  const { en, ru } = sentence(names, one);
  return { en: `${en}.`, ru: `${ru}.` };
}

function sentence({ definition, snapshot }: Names, one: Happening): Text {
  switch (one.does) {
    case 'notify':
      return to(one.who, (en, ru) => ({
        en: `Tells ${en} that ${ABOUT[one.about].en}`,
        ru: `Сообщит ${ru}: ${ABOUT[one.about].ru}`,
      }));
    case 'escalate':
      return to(one.who, (en, ru) => ({ en: `Tells ${en} that it is overdue`, ru: `Доложит ${ru} о просрочке` }));
    case 'move':
      return isClosedState(one.to)
        ? phrase('Closes as', 'Закроет с итогом', stateName(definition, one.to))
        : phrase('Moves to', 'Переведёт на этап', stateName(definition, one.to));
    case 'move branch': {
      const branch = branchName(definition, snapshot.state, one.branch);
      if (one.to === null) return phrase('Ends the branch', 'Завершит ветвь', branch);
      const step = stateName(definition, one.to);
      return {
        en: `Moves the branch “${branch.en}” to “${step.en}”`,
        ru: `Переведёт ветвь «${branch.ru}» на «${step.ru}»`,
      };
    }
    case 'open':
      return phrase('Opens the task', 'Откроет задачу', one.name);
    case 'withdraw':
      return phrase('Withdraws the task', 'Снимет задачу', one.name);
    case 'reassign':
      return one.name
        ? {
            en: `Hands the task “${one.name.en}” to the owner's manager`,
            ru: `Передаст задачу «${one.name.ru}» руководителю владельца`,
          }
        : { en: "Makes the owner's manager its owner", ru: 'Передаст всё руководителю владельца' };
    case 'mail':
      return to(one.who, (en, ru) => ({
        en: `Mails “${one.template}” to ${en}`,
        ru: `Отправит письмо «${one.template}» ${ru}`,
      }));
    case 'webhook':
      return phrase('Calls the webhook', 'Вызовет вебхук', same(one.hook));
    case 'start':
      return phrase('Starts the process', 'Начнёт процесс', same(one.process));
    case 'convert':
      return { en: 'Makes the lead a sale', ru: 'Превратит лид в продажу' };
    case 'run on':
      return { en: 'Ends the wait, and the limits run on', ru: 'Закончит ожидание, сроки пойдут дальше' };
  }
}

/** Puts a sentence together around whom it is said to; Russian wants the dative. */
function to(who: Told, say: (en: string, ru: string) => Text): Text {
  if (who === 'owner') return say('the owner', 'владельцу');
  if (who === "owner's manager") return say("the owner's manager", 'руководителю владельца');
  if (who === 'holder') return say('whoever has the task', 'исполнителю задачи');
  if ('role' in who) return say(`everybody with the role “${who.role}”`, `всем с ролью «${who.role}»`);
  if ('team' in who) return say(`the team “${who.team}”`, `команде «${who.team}»`);
  return say('the person it is about', 'тому, кого это касается');
}

const ABOUT: Readonly<Record<NoticeCode, Text>> = {
  'due soon': { en: 'it is due soon', ru: 'скоро срок' },
  overdue: { en: 'it is overdue', ru: 'срок прошёл' },
  escalated: { en: 'it is overdue', ru: 'срок прошёл' },
  'wait over': { en: 'the wait is over', ru: 'ожидание закончилось' },
  'moved by limit': { en: 'the limit has moved it on', ru: 'переведено по сроку' },
  'task assigned': { en: 'a task is theirs', ru: 'назначена задача' },
  assigned: { en: 'it was started for them', ru: 'начато для него' },
  reassigned: { en: 'it is theirs now', ru: 'теперь это его' },
};
