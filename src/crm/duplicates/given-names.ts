import { fold } from '../normal';

/** Given names with the short forms that people use for them, in the spelling of where they are common. */
const SHORT_FORMS = `
Александр Саша Шура Саня Алекс; Александра Саша Шура Алекс; Алексей Лёша Алёша Лёха; Анастасия Настя; Анатолий Толя; Андрей Дрюша;
Анна Аня Нюра; Антон Тоша; Антонина Тоня; Борис Боря; Вадим Вадик; Валентин Валя; Валентина Валя; Валерий Валера; Валерия Лера;
Василий Вася; Вера Верочка; Виктор Витя; Виктория Вика; Владимир Вова Володя; Владислав Влад Слава; Всеволод Сева; Вячеслав Слава;
Галина Галя; Геннадий Гена; Георгий Гоша Жора; Григорий Гриша; Дарья Даша; Денис Дэн; Дмитрий Дима Митя; Евгений Женя; Евгения Женя;
Екатерина Катя; Елена Лена; Елизавета Лиза; Зинаида Зина; Иван Ваня; Игорь Игорёк; Илья Илюша; Инна Инночка; Ирина Ира; Кирилл Кир;
Константин Костя; Ксения Ксюша; Лариса Лара; Леонид Лёня; Лидия Лида; Любовь Люба; Людмила Люда Мила; Максим Макс; Маргарита Рита;
Мария Маша; Марина Мариша; Михаил Миша; Надежда Надя; Наталья Наташа; Наталия Наташа; Никита Ник; Николай Коля; Нина Ниночка;
Оксана Ксюша; Олег Олежка; Ольга Оля; Павел Паша; Пётр Петя; Полина Поля; Роман Рома; Светлана Света; Святослав Слава; Семён Сёма;
Сергей Серёжа Серёга; София Соня; Софья Соня; Станислав Стас Слава; Степан Стёпа; Тамара Тома; Татьяна Таня; Тимофей Тима; Фёдор Федя;
Эдуард Эдик; Юлия Юля; Юрий Юра; Яков Яша; Ярослав Слава;
Alexander Alex Sasha Sandy; Alexandra Alex Sandra; Andrew Andy Drew; Anthony Tony; Benjamin Ben; Catherine Kate Cathy; Katherine Kate Kathy;
Charles Charlie Chuck; Christina Chris Tina; Christine Chris; Christopher Chris; Daniel Dan Danny; David Dave; Deborah Debbie; Donald Don;
Edward Ed Eddie Ted; Elizabeth Liz Beth Betty Lizzie; Eugene Gene; Frederick Fred; Gregory Greg; Henry Harry; Jacob Jake; James Jim Jimmy;
Jennifer Jen Jenny; John Jack Johnny; Jonathan Jon; Joseph Joe; Joshua Josh; Kenneth Ken; Lawrence Larry; Margaret Maggie Meg Peggy;
Matthew Matt; Michael Mike Mick; Nicholas Nick; Patricia Pat Patty; Patrick Pat; Peter Pete; Rebecca Becky; Richard Rick Dick Rich;
Robert Bob Rob Bobby; Ronald Ron; Samuel Sam; Samantha Sam; Stephen Steve; Steven Steve; Susan Sue; Theodore Ted Theo; Thomas Tom;
Timothy Tim; Victor Vic; Victoria Vicky; William Bill Will Billy; Zachary Zach`;

/** [short form, whole name], folded; a short form may stand for several. The table `given_names` holds the same. */
export const GIVEN_NAMES: readonly (readonly [string, string])[] = [
  ...new Set(
    SHORT_FORMS.split(';').flatMap((line) => {
      const [name = '', ...shorts] = line.trim().split(/\s+/).map(fold);
      return shorts.map((short) => `${short} ${name}`);
    }),
  ),
]
  .sort()
  .map((pair) => pair.split(' ') as [string, string]);

/** Spellings of one name in different languages, folded; the first stands for all. */
const SAME =
  'aleksandr aleksander;aleksei aleksi alexei;dmitri dimitri dmitrii;evgeni eugene iugene;natalia nataliia;sofia sofiia;mihail mikhail;ekaterina katerina;piotr petr';

const VARIANTS = new Map(
  SAME.split(';').flatMap((line) => {
    const [first = '', ...others] = line.split(' ').map(fold);
    return others.map((other) => [other, first] as const);
  }),
);

const WHOLE = new Map<string, readonly string[]>();
for (const [short, name] of GIVEN_NAMES) WHOLE.set(short, [...(WHOLE.get(short) ?? []), name]);

/** The whole names that a folded given name may stand for, itself among them. */
export function givenNames(folded: string): readonly string[] {
  return [folded, ...(WHOLE.get(folded) ?? [])].map((name) => VARIANTS.get(name) ?? name);
}
