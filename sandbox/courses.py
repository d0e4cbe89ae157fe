"""The courses of the demo: what the hosts teach, and what the home university has a course for."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class HostCourse:
    """A course of a host; `credits` in the host's own unit."""

    title: str
    credits: str


def _courses(table: str) -> dict[str, HostCourse]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return {
        code.strip(): HostCourse(title.strip(), credits_.strip()) for code, credits_, title in rows
    }


HOST_COURSES: Final[dict[str, dict[str, HostCourse]]] = {
    "kozminski.edu.pl": _courses(
        """
        FIN201 | 3  | Corporate Finance I
        FIN202 | 3  | Corporate Finance II
        MIC101 | 5  | Microeconomics
        MAC102 | 5  | Macroeconomics
        ECM301 | 5  | Econometrics
        MKT210 | 6  | Principles of Marketing
        STA105 | 5  | Statistics
        ACC110 | 5  | Financial Accounting
        ACC115 | 5  | Financial Accounting and Reporting
        AGR230 | 5  | Agricultural Economics
        MNG205 | 5  | Principles of Management
        MNG206 | 5  | Organisational Behaviour
        BUS300 | 10 | International Business and Banking
        INV320 | 3  | Investment Analysis
        INV321 | 3  | Portfolio Management
        PFI330 | 2  | Public Finance
        PLC100 | 4  | Polish Language and Culture
        SPT100 | 2  | Sports
        DSC310 | 5  | Data Science
        AEC501 | 5  | Advanced Econometrics
        PHI150 | 3  | Business Ethics
        """
    ),
    "enu.kz": _courses(
        """
        MIK2205  | 5  | Микроэкономика
        MAK2101  | 3  | Макроэкономика I
        MAK2102  | 2  | Макроэкономика II
        EKM3301  | 5  | Эконометрика
        AKB3304  | 5  | Ақша, кредит, банктер
        MAR3210  | 5  | Маркетинг негіздері
        MAR3211  | 5  | Маркетингтік зерттеулер
        STAT2102 | 5  | Статистика
        DQ2201   | 5  | Дерекқорлар
        ADQ2202  | 5  | Алгоритмдер және деректер құрылымы
        WJ3310   | 10 | Веб-технологиялар және желілер
        ӨП3201   | 4  | Өндірістік практика
        DSH1101  | 2  | Дене шынықтыру
        EMB5205  | 5  | Ғылыми зерттеулерді ұйымдастыру
        """
    ),
    "asu.ru": _courses(
        """
        Б1.О.12         | 4   | Макроэкономика
        Б1.О.14         | 4   | Статистика
        Б1.В.05         | 4   | Деньги, кредит, банки
        Б1.В.07         | 5   | Инвестиционный анализ
        Б1.В.ДВ.02.01   | 4   | Маркетинг
        Б1.В.ДВ.02.02   | 4   | Маркетинговые исследования
        Б1.О.16         | 4   | Базы данных
        Б1.О.17         | 2,5 | Программирование на Python, часть 1
        Б1.О.18         | 2,5 | Программирование на Python, часть 2
        Б1.О.20         | 2   | Физическая культура и спорт
        Б2.П.1          | 3   | Производственная практика
        """
    ),
}

CREDIT_SCHEMES: Final = {"kozminski.edu.pl": "ects", "enu.kz": "kz", "asu.ru": "ze"}
"""The unit of each host's catalogue."""


@dataclass(frozen=True, slots=True)
class HomeCourse:
    """A course of the home Moodle; `credits` are Kazakhstan credits."""

    title: str
    credits: str


def _home_courses(table: str) -> dict[str, HomeCourse]:
    return {
        code: HomeCourse(course.title, course.credits) for code, course in _courses(table).items()
    }


HOME_COURSES: Final = _home_courses(
    """
    STA2101 | 5 | Статистика
    ECO2201 | 5 | Микроэкономика
    ECO2202 | 5 | Макроэкономика
    ECO2204 | 6 | Корпоративтік қаржы
    ECO2205 | 5 | Қаржылық есеп
    ECO3301 | 5 | Эконометрика
    ECO3302 | 5 | Халықаралық экономика
    ECO3303 | 5 | Мемлекеттік қаржы
    ECO3304 | 5 | Ақша және банктер
    ECO3305 | 5 | Маркетинг
    ECO3306 | 5 | Менеджмент
    ECO3307 | 6 | Инвестицияларды талдау
    ECO3308 | 5 | Ауыл шаруашылығы экономикасы
    PRA3201 | 4 | Өндірістік практика
    ELE3001 | 4 | Таңдау пәні
    PHE1001 | 2 | Дене шынықтыру
    INF2201 | 5 | Дерекқорлар
    INF2202 | 5 | Алгоритмдер және деректер құрылымы
    INF2203 | 6 | Python тілінде бағдарламалау
    INF3301 | 5 | Компьютерлік желілер
    INF3302 | 5 | Веб-әзірлеу
    INF3304 | 5 | Машиналық оқыту
    MEC5201 | 5 | Тереңдетілген эконометрика
    MEC5202 | 5 | Ғылыми зерттеу әдістері
    EKO2206 | 3 | Микроэкономика
    EKO2207 | 3 | Макроэкономика
    EKO3210 | 4 | Корпорация қаржысы
    EKO3212 | 3 | Эконометрика
    """
)
