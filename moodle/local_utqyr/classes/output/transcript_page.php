<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

namespace local_utqyr\output;

use local_utqyr\local\transcript;

/**
 * The page of one student: what was recognised, from where, what waits and why.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class transcript_page implements \renderable, \templatable {
    /** @var string[] columns of a title, by language */
    private const TITLES = ['kk' => 'titleskk', 'ru' => 'titlesru', 'en' => 'titlesen'];

    /** @var \stdClass the student */
    private $user;

    /** @var \moodle_url|null the print view; null: this is the print view */
    private $printurl;

    /** @var \moodle_url|null the list of students; null: the reader has no right to it */
    private $listurl;

    /**
     * Keep what the page is about.
     *
     * @param \stdClass $user the student
     * @param \moodle_url|null $printurl
     * @param \moodle_url|null $listurl
     */
    public function __construct(\stdClass $user, ?\moodle_url $printurl, ?\moodle_url $listurl) {
        $this->user = $user;
        $this->printurl = $printurl;
        $this->listurl = $listurl;
    }

    /**
     * Give the template its texts; it escapes them.
     *
     * @param \renderer_base $output
     * @return array
     */
    public function export_for_template(\renderer_base $output): array {
        $waiting = [];
        $stays = [];
        foreach (transcript::versions_of_student((int) $this->user->id) as $versions) {
            $line = end($versions);
            if ($line->status === transcript::WAITING) {
                $waiting[] = $this->line($versions);
            } else if ($line->status !== transcript::CLOSED) {
                $stays["$line->starts $line->ends $line->host"][] = $versions;
            }
        }
        ksort($stays, SORT_STRING);

        return [
            'fullname' => fullname($this->user),
            'studentnumber' => $this->user->idnumber,
            'haswaiting' => (bool) $waiting,
            'waiting' => $waiting,
            'hasstays' => (bool) $stays,
            'stays' => array_values(array_map([$this, 'stay'], $stays)),
            'nothing' => !$waiting && !$stays,
            'printurl' => $this->printurl === null ? '' : $this->printurl->out(false),
            'listurl' => $this->listurl === null ? '' : $this->listurl->out(false),
            'printed' => $this->printurl === null,
            'now' => userdate(time(), get_string('strftimedate', 'langconfig')),
        ];
    }

    /**
     * Describe what came from one stay.
     *
     * @param \stdClass[][] $lines versions of each line
     * @return array
     */
    private function stay(array $lines): array {
        $newest = array_map(function (array $versions): \stdClass {
            return end($versions);
        }, $lines);
        $first = $newest[0];
        $counted = array_filter($newest, function (\stdClass $line): bool {
            return $line->status === transcript::RECOGNISED;
        });

        return [
            'host' => self::host_of($first),
            'period' => self::period_of($first),
            'lines' => array_map([$this, 'line'], $lines),
            'credits' => self::sum(array_column($counted, 'credits')),
        ];
    }

    /**
     * Describe a line and its earlier versions.
     *
     * @param \stdClass[] $versions the newest last
     * @return array
     */
    private function line(array $versions): array {
        $line = array_pop($versions);
        [$title, $lang] = self::title_of($line);

        return $this->version($line) + [
            'title' => $title,
            'lang' => $lang,
            'component' => (string) $line->component,
            'withdrawn' => $line->status === transcript::WITHDRAWN,
            'host' => self::host_of($line),
            'period' => self::period_of($line),
            'originals' => array_map([$this, 'original'], $line->originals),
            'reasons' => array_map([self::class, 'reason'], $line->reasons),
            'rule' => (string) $line->ruletext,
            'conversion' => array_values(array_filter(explode("\n", (string) $line->conversion), 'strlen')),
            'decision' => (string) $line->decision,
            'hasearlier' => (bool) $versions,
            'earlier' => array_map([$this, 'version'], array_reverse($versions)),
        ];
    }

    /**
     * Describe what one version says.
     *
     * @param \stdClass $line
     * @return array
     */
    private function version(\stdClass $line): array {
        return [
            'version' => (int) $line->version,
            'status' => get_string("status_$line->status", 'local_utqyr'),
            'credits' => self::decimal((string) $line->credits),
            'letter' => (string) $line->letter,
            'points' => self::decimal((string) $line->points),
            'percent' => self::decimal((string) $line->percentage),
            'graded' => (string) $line->letter !== '' || (string) $line->percentage !== '',
            'decidedat' => $line->decidedat ? userdate((int) $line->decidedat, get_string('strftimedate', 'langconfig')) : '',
            'delivered' => userdate((int) $line->timecreated, get_string('strftimedatetimeshort', 'langconfig')),
        ];
    }

    /**
     * Describe a result at the host, in the host's own words.
     *
     * @param string[] $original
     * @return string[]
     */
    private function original(array $original): array {
        return [
            'code' => $original['code'] ?? '',
            'title' => $original['title'] ?? '',
            'grade' => $original['grade'] ?? '',
            'credits' => $original['credits'] ?? '',
            'creditsscheme' => \core_text::strtoupper($original['creditsscheme'] ?? ''),
            'term' => $original['term'] ?? '',
        ];
    }

    /**
     * Say why a line waits; a reason this release has no sentence for is shown as its code.
     *
     * @param string $code
     * @return string
     */
    public static function reason(string $code): string {
        $identifier = "reason_$code";

        return get_string_manager()->string_exists($identifier, 'local_utqyr') ? get_string($identifier, 'local_utqyr') : $code;
    }

    /**
     * Choose the title in the reader's language, or the first there is.
     *
     * @param \stdClass $line
     * @return string[] the title and its language; both empty where a line has none
     */
    public static function title_of(\stdClass $line): array {
        $wanted = substr(current_language(), 0, 2);
        $order = array_unique(array_merge(isset(self::TITLES[$wanted]) ? [$wanted] : ['en'], array_keys(self::TITLES)));
        foreach ($order as $lang) {
            if ((string) $line->{self::TITLES[$lang]} !== '') {
                return [$line->{self::TITLES[$lang]}, $lang];
            }
        }

        return ['', ''];
    }

    /**
     * Name the host.
     *
     * @param \stdClass $line
     * @return string
     */
    public static function host_of(\stdClass $line): string {
        return (string) ($line->hostname ?: $line->host);
    }

    /**
     * Say when the stay was.
     *
     * @param \stdClass $line
     * @return string empty where it is not known
     */
    public static function period_of(\stdClass $line): string {
        $days = array_filter([(string) $line->starts, (string) $line->ends], 'strlen');
        $format = get_string('strftimedate', 'langconfig');

        return implode(' – ', array_map(function (string $day) use ($format): string {
            return userdate(strtotime("$day 12:00:00 UTC"), $format, 'UTC');
        }, $days));
    }

    /**
     * Write a decimal with the mark of the reader's language.
     *
     * @param string $decimal
     * @return string
     */
    public static function decimal(string $decimal): string {
        return str_replace('.', get_string('decsep', 'langconfig'), $decimal);
    }

    /**
     * Add credits up without losing a digit.
     *
     * @param string[] $amounts decimal texts of at most four places
     * @return string
     */
    private static function sum(array $amounts): string {
        $total = array_sum(array_map(function (?string $amount): int {
            return (int) round(10000 * (float) $amount);
        }, $amounts));
        $text = sprintf('%d.%04d', intdiv($total, 10000), $total % 10000);

        return self::decimal(rtrim(rtrim($text, '0'), '.'));
    }
}
