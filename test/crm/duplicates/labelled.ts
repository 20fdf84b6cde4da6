/**
 * Pairs that a person has judged: `=` the same, `!` not the same, though they look alike. An organisation is a name, and behind it
 * what else is known (`inn:`, `@` e-mail, `+` phone, `www.` site, `in:` region); of a person also `of:` an organisation.
 */
export const ORGANISATIONS = `
= ООО «Ромашка» | Ромашка
= ООО Ромашка | Общество с ограниченной ответственностью "Ромашка"
= ООО «Северный металл» | Severny Metall LLC
= Северный металл | SEVERNYI METALL
= АО «Уралвагон» | Uralvagon JSC
= ПАО Газмаш | Gazmash
= ЗАО «Щёлковский завод» | Shchyolkovskiy zavod
= Щелковский завод | Schelkovski Zavod, ZAO
= ООО "ТехноСтрой" | Техно Строй
= ООО «Тех-Строй-Сервис» | ТехСтройСервис
= ИП Кузнецов Андрей | Кузнецов Андрей ИП
= ООО «Юнион Трейд» | Union Treid | www.union-trade.example / www.union-trade.example
= Йота Групп | ООО «Йота Груп»
= Компания «Хлебодар» | Khlebodar
= Хлебодар | Hlebodar Ltd.
= ООО «Жемчужина Востока» | Zhemchuzhina Vostoka
= Цемторг | Tsemtorg
= АО "Чайкофский" | Chaikofskiy
= ООО Эталон | Etalon, OOO
= ТОО «Алатау Кұрылыс» | Алатау Курылыс
= ООО «Вектор-Плюс» | Вектор Плюс
= ООО Вектор плюс | Vector Plus
= ООО «Мебельная фабрика Дубрава» | Мебельная фабрика «Дубрава»
= Фабрика «Дубрава» | Мебельная фабрика Дубрава | inn:7701234567 / inn:7701234567
= ООО Промсервис | Промсервис ООО | in:Москва / in:Москва
= Стройинвест | Стройинвсет
= Нефтехиммаш | Нефтехимаш
= Металлоинвест | Металоинвест
= Автодеталь-Сервис | Автодетал-Сервис
= Агропромышленный союз | Агропромышлений союз
= ООО «Тандем» | Тандем | @info@tandem.example / @office@tandem.example
= Альфа-Логистик | Alfa Logistik
= Alpha Logistic | Альфа Логистик | +74951112233 / +74951112233
= ООО «Каскад» | ООО «Каскад-М» | inn:7728168971 / inn:7728168971
= Группа компаний «Меридиан» | ГК Меридиан
= ООО «НПП Спектр» | Спектр
= ООО ТД «Русский лес» | Торговый дом Русский лес
= Русский лес | ТД Русский лес ООО
= Школа № 15 | Школа №15
= ООО «Завод 21» | Завод-21
= Кафе «У Ёлки» | Кафе У Елки
= Ёлки-Палки | Елки Палки
= Acme Corporation | ACME Corp.
= Acme Inc | Acme, Incorporated
= Johnson and Sons | Johnson & Sons Ltd
= The Blue Lagoon Company | Blue Lagoon
= Müller Maschinenbau GmbH | Muller Maschinenbau
= Société Générale Équipement SARL | Societe Generale Equipement
= Nordström AB | Nordstrom
= Łódzkie Zakłady | Lodzkie Zaklady
= Warephase | Ware Phase
= Condax | Condax Ltd
= Bioholding | Bio-Holding
= Green-Plus | Greenplus
= Konex | Conex
= Rangreen Industries | Rangren Industries
= Streethex Technologies | Streethex
= Dambase Group | Dambase
= Kinnamplus Holding Ltd | Kinnamplus
= International Harvest Partners | Int. Harvest Partners | @a@harvest.example / @b@harvest.example
= Hottechi Global Services | Hottechi
= Globex Solutions LLC | Globex
= Initech Consulting | Initech Consultng
= Umbrella Pharmaceuticals | Umbrela Pharmaceuticals
= Phillips Electric | Philips Electric
= Stark Industries | Stark Industries, PLC | in:London / in:London
= Филипс Электрик | Philips Electric
= Сименс Энерго | Simens Energo
= Шнайдер Групп | Schneider Group
= Вагнер Сервис | Wagner Service
= Кока-Кола Боттлинг | Koka-Kola Botling
= ООО Тойота Центр | Toyota Center | www.toyota.example / www.toyota.example
= ООО «Интер Ком» | Интерком
= Открытое акционерное общество "Заря" | ОАО Заря
= Индивидуальный предприниматель Смирнов | ИП Смирнов
= Сибирский берег | Sibirskiy bereg
= Сибирский Берег (Новосибирск) | Сибирский берег | inn:5401122334 / inn:5401122334
= Ростовская мельница | Ростовская мелница
= Дальневосточная компания судов | Дальневосточная судов компания
! ООО «Северный металл» | ООО «Южный металл»
! Северный металл | Северный мебель
! Школа № 15 | Школа № 51
! Завод 21 | Завод 12
! Поликлиника №1 | Поликлиника №2
! Детский сад 7 | Детский сад 17
! Альфа Банк | Альфа Страхование
! Сбербанк | Сбербанк Лизинг
! Газпром Нефть | Газпром Энерго
! Ромашка | Ромашка | in:Москва / in:Казань
! ООО «Вектор» | ООО «Вектра»
! Ромашка | Ромашка | inn:7701234567 / inn:5401122334
! Эталон | Эталон | inn:7728168971 / inn:7707083893
! Торговый дом Восток | Торговый дом Запад
! Строй Инвест Юг | Строй Инвест Север
! Строй Сервис | Торг Сервис
! Мир мебели | Мир кухни
! Мир мебели | Дом мебели
! Кузнецов и партнёры | Смирнов и партнёры
! Волга Транс | Волга Трейд
! Урал Авто | Урал Агро
! Техно Плюс | Техно Люкс
! Алмаз | Алмаз Антей
! Лада Центр | Лана Центр
! Прогресс | Регресс
! Новый город | Новый год
! Юнити Групп | Юность Групп
! ООО «Орион» | ООО «Орион Экспресс»
! Центр развития | Центр решений
! ИП Иванов | ИП Иванова
! Русский лес | Русский лён
! Русское поле | Русское море
! Первая аптека | Вторая аптека
! Медицинский центр Здоровье | Медицинский центр Надежда
! Кафе Весна | Кафе Осень
! Гостиница Центральная | Гостиница Московская
! Московская мельница | Ростовская мельница
! Северо-Запад | Северо-Восток
! АвтоМир Москва | АвтоМир Казань
! Acme Paper | Acme Rockets
! Blue Lagoon | Blue Dragon
! Johnson and Sons | Johnson Brothers
! First National Bank | First Regional Bank
! Global Services Ltd | Global Solutions Ltd
! Green Field | Green Fields Energy
! Delta Systems | Beta Systems
! Delta Air | Delta Faucet
! Northern Steel | Southern Steel
! Northern Steel | Northern Wheel
! Smith Partners | Smith Plumbing
! Mercury Insurance | Mercury Marine
! Apple Valley Farms | Apple Hill Farms
! Stark Industries | Stark Foundation
! Umbrella Pharmaceuticals | Umbrella Repair
! Cancity | Canecity
! Zoomit | Zotware
! Plexzap | Plussunin
! Isdom | Inity
! Sumace | Sunnamplex
! Royal Hotel | Royal Hotel | in:London / in:Leeds
! City Clinic 3 | City Clinic 8
! Unit 7 Design | Unit 9 Design
! General Motors | General Electric
! American Express | American Airlines
! Orange Telecom | Orange Juice Co | @info@orange-telecom.example / @info@orange-juice.example
! Торговый центр Глобус | Торговый центр Галактика | +74950000001 / +74950000001
! Бизнес-центр Сокол | Ресторан Сокол
`;

export const PEOPLE = `
= Иванов Иван Иванович | Иван Иванович Иванов
= Иван Петров | Ivan Petrov
= Пётр Горбунков | Петр Горбунков
= Саша Кузнецова | Александра Кузнецова | of:Ромашка / of:ООО Ромашка
= Александр Соколов | Саша Соколов | of:Орион / of:Орион
= Дмитрий Хлебников | Dmitry Khlebnikov
= Дмитрий Хлебников | Dima Hlebnikov
= Юлия Щукина | Yulia Shchukina
= Юлия Щукина | Iuliia Schukina
= Екатерина Жукова | Катя Жукова | +79161112233 / 89161112233
= Алексей Фёдоров | Aleksei Fedorov
= Alexey Fyodorov | Алексей Фёдоров | @af@firma.example / @AF@firma.example
= Мария Цветкова | Mariya Tsvetkova
= Сергей Сергеевич Чернов | Чернов Сергей Сергеевич
= Чернов С. С. | Чернов Сергей Сергеевич | of:Заря / of:Заря
= И. И. Иванов | Иванов Иван Иванович | +74951234567 / +74951234567
= Наталья Юдина | Наталия Юдина
= Софья Белая | София Белая
= Евгений Яковлев | Evgeny Yakovlev
= Eugene Yakovlev | Женя Яковлев | @yak@mail.example / @yak@mail.example
= Михаил Шмидт | Mikhail Schmidt
= Елена Смирнова | Елена Смирнва | @smirnova@x.example / @smirnova@x.example
= Владимир Григорьев | Владмир Григорьев
= Вова Григорьев | Владимир Григорьев | of:Север / of:ООО Север
= Константин Воробьёв | Константин Воробев
= Татьяна Васильева | Таня Васильева | +79035556677 / +7 903 555-66-77
= Robert Smith | Bob Smith | of:Acme / of:Acme Inc
= William Johnson | Bill Johnson | @bj@acme.example / @bj@acme.example
= Elizabeth Brown | Liz Brown | +442079460958 / 020 7946 0958
= James Miller | Jim Miller | of:Globex / of:Globex LLC
= Katherine Davis | Kate Davis | of:Initech / of:Initech
= John Michael Wilson | John Wilson | @jw@x.example / @jw@x.example
= Dr. Anna Müller | Anna Muller
= Jürgen Weiß | Jurgen Weiss
= José García | Jose Garcia
= Mr Peter Jones | Jones, Peter
= Christopher Anderson | Cristopher Anderson
= Jennifer Thompson | Jennifer Thomson | of:Condax / of:Condax
= Michael O'Brien | Michael OBrien
= Anne-Marie Lopez | Anne Marie Lopez
= Светлана Белоусова | Света Белоусова | of:Орион / of:ООО «Орион»
= Наталья Морозова | Наталья Зайцева | +79161234567 @nata@corp.example / 89161234567 @nata@corp.example
= Павел Рыжов | Pavel Ryzhov
= Виктор Цой | Viktor Tsoi
= Victor Tsoy | Виктор Цой
= Илья Ильин | Ilya Ilyin
= Анастасия Юрьевна Быкова | Настя Быкова | of:Весна / of:Весна
= Абрамович Роман Аркадьевич | Роман Аркадьевич Абрамович
= Ольга Николаевна Ким | Ким Ольга Николаевна
= Геннадий Крюков | Гена Крюков | +74957654321 / +74957654321
= Max Kruger | Макс Крюгер | @max@k.example / @max@k.example
! Иван Петров | Пётр Иванов
! Иванов Иван Иванович | Иванов Иван Петрович
! Иванов Иван Иванович | Иванова Ирина Ивановна
! Андрей Козлов | Андрей Козлова
! Александр Волков | Александра Волкова
! Александр Волков | Алексей Волков
! Сергей Новиков | Сергей Новицкий
! Дмитрий Попов | Дмитрий Петров
! Мария Белова | Марина Белова
! Елена Орлова | Ольга Орлова
! Елена Орлова | Ольга Орлова | of:Ромашка / of:Ромашка
! Иван Соколов | Игорь Соколов | +74951230000 / +74951230000
! Пётр Смирнов | Павел Смирнов | @info@firma.example / @info@firma.example
! Анна Лебедева | Яна Лебедева | of:Заря +74959998877 / of:Заря +74959998877
! Николай Тихонов | Николай Трофимов
! Виктор Жуков | Виктория Жукова
! Валентин Громов | Валентина Громова
! Валерий Гусев | Валерия Гусева
! Евгений Носов | Евгения Носова
! Иван Иванов | Ян Иванов
! Василий Фролов | Вячеслав Фролов
! Денис Борисов | Борис Денисов
! Кузнецов Олег Игоревич | Кузнецов Олег Андреевич
! Чернов С. С. | Чернов Д. С.
! Чернов Сергей Сергеевич | Чернов Сергей Семёнович
! John Smith | Jane Smith
! John Smith | John Smithson
! Robert Brown | Richard Brown
! Robert Brown | Roberta Brown
! Michael Jones | Michelle Jones
! Paul Anderson | Paul Andrews
! David Miller | Daniel Miller | of:Acme / of:Acme
! James Wilson | Jane Wilson | @sales@acme.example / @sales@acme.example
! Christian Fox | Christina Fox
! Mark Davis | Mary Davis
! Peter Parker | Peter Barker
! Anna Schmidt | Hanna Schmidt
! Tom Hall | Tim Hall
! Juan Garcia | Juana Garcia
! Anna Petrova | Inna Petrova
`;
