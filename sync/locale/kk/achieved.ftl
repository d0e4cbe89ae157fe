### Не келісілді және неге қол жеткізілді.

head-became = нәтиже
head-category = санат
head-agreed-credits = келісім бойынша

achievement-recognised = танылды
achievement-failed = тапсырылмады
achievement-held = шешім күтеді
achievement-missing = жоқ

category-home-course = оқу жоспарының пәні
category-free-elective = таңдау пәні
category-additional-subject = қосымша пән
category-academic-difference = академиялық айырмашылық

achieved-none = Бірде-бір ұтқырлық жоқ; оларды 'utqyr import agreements FILE' командасы жүктейді.
achieved-mobility = { $mobility } · { $student } студенті · { $host } · { $starts } – { $ends }
achieved-outside = келісімнен тыс
achieved-no-agreement = Оқу туралы келісім жүктелмеген: ештеңе келісілмеген.
achieved-draft = Оқу туралы келісімнің { $version }-нұсқасы әзірге жоба: ол бойынша ештеңені тануға болмайды.
achieved-credits = Кредиттер: танылғаны { $recognised }, келісілгені { $agreed }.
achieved-category = { WORD($category, of: "category") }: пән саны { $components }, кредит саны { $credits }.
achieved-average-counts = { $credits } кредит бойынша орташа балл { $average }; ол өз ЖОО-ның GPA көрсеткішіне кіреді.
achieved-average-apart = { $credits } кредит бойынша орташа балл { $average }; өз ЖОО-ның қағидасы бойынша ол GPA көрсеткішіне кірмейді.
achieved-expecting = Кезең аяқталған жоқ немесе әлі ештеңе келмеді: жоқ пәндер күтіледі, айырмашылық болып саналмайды.
achieved-waiting = Келісілген пәндерге жатпайтын, адамның шешімін күтетіндер: { $references }.
achieved-refused = Адам бас тартқан немесе кері қайтарған: { $references }.
achieved-year = { $student }, { $year }: ұтқырлық бойынша { $credits } кредит; бір жылдың нормасы { $limit }.
achieved-year-over = { $student }, { $year }: бұл жыл нормасынан ({ $limit }) { $over } кредитке артық, өз ЖОО-да игерілгені есептелмеген.
achieved-share-within = A және A-: { $marks } бағаның { $top }-і, { $percent } %; министрлік 20 %-дан аз болуын күтеді.
achieved-share-above = A және A-: { $marks } бағаның { $top }-і, { $percent } %; министрлік 20 %-дан аз болуын күтеді, бұл одан аз емес.
