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

namespace local_utqyr\local;

/**
 * The content of one transcript line, as it was delivered.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class entry {
    /** @var string[] every text of an entry */
    private const TEXTS = [
        'key', 'status', 'fingerprint', 'decision', 'decidedat', 'host', 'hostname', 'starts', 'ends', 'titleskk', 'titlesru',
        'titlesen', 'credits', 'creditsscheme', 'letter', 'points', 'percent', 'rule', 'conversion',
    ];

    /** @var string[] every text of a result at the host */
    private const ORIGINAL_TEXTS = [
        'code', 'title', 'grade', 'gradescheme', 'credits', 'creditsscheme', 'term', 'status',
    ];

    /** @var int[] longest text of each column that has a limit */
    private const LIMITS = [
        'key' => 100,
        'fingerprint' => 255,
        'decision' => 100,
        'host' => 255,
        'credits' => 20,
        'creditsscheme' => 50,
        'letter' => 20,
        'points' => 20,
        'percent' => 20,
    ];

    /** @var string[] columns of texts whose own names a database reserves */
    private const COLUMNS = ['key' => 'entrykey', 'percent' => 'percentage', 'rule' => 'ruletext'];

    /** @var array texts by name, and the lists originals and reasons */
    private $content;

    /** @var string what keeps the entry from being stored; empty for nothing */
    private $fault = '';

    /**
     * Read an entry; a part that is not known is left out, one that is absent is empty.
     *
     * @param string $json as the web service gave it
     */
    public function __construct(string $json) {
        $given = json_decode($json, true);
        if (!is_array($given)) {
            $this->fault = 'the entry is no JSON object';
            $given = [];
        }
        $this->content = $this->texts($given, self::TEXTS);
        $this->content['originals'] = [];
        foreach ($this->list_in($given, 'originals') as $original) {
            $this->content['originals'][] = $this->texts(is_array($original) ? $original : [], self::ORIGINAL_TEXTS);
        }
        $this->content['reasons'] = array_filter($this->list_in($given, 'reasons'), 'is_string');
        if ($this->fault === '') {
            $this->fault = $this->find_fault();
        }
    }

    /**
     * Name the line.
     *
     * @return string
     */
    public function key(): string {
        return $this->content['key'];
    }

    /**
     * Name the content.
     *
     * @return string
     */
    public function fingerprint(): string {
        return $this->content['fingerprint'];
    }

    /**
     * Give one part of the content.
     *
     * @param string $name
     * @return mixed
     */
    public function get(string $name) {
        return $this->content[$name];
    }

    /**
     * Say what keeps the entry from being stored.
     *
     * @return string empty for nothing
     */
    public function fault(): string {
        return $this->fault;
    }

    /**
     * Write the content as a row without the columns that say whose it is.
     *
     * @return \stdClass
     */
    public function as_row(): \stdClass {
        $row = new \stdClass();
        foreach (self::TEXTS as $name) {
            $row->{self::COLUMNS[$name] ?? $name} = $this->content[$name];
        }
        $row->decidedat = self::moment($this->content['decidedat']);
        $row->originals = self::list_as_text($this->content['originals']);
        $row->reasons = self::list_as_text($this->content['reasons']);

        return $row;
    }

    /**
     * Give a stored row its lists back.
     *
     * @param \stdClass $row of local_utqyr_line
     * @return \stdClass a copy with `originals` and `reasons` as lists
     */
    public static function from_row(\stdClass $row): \stdClass {
        $line = clone $row;
        $line->originals = json_decode($row->originals ?? '[]', true) ?: [];
        $line->reasons = json_decode($row->reasons ?? '[]', true) ?: [];

        return $line;
    }

    /**
     * Write a list as text.
     *
     * @param array $list
     * @return string
     */
    private static function list_as_text(array $list): string {
        return json_encode(array_values($list), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    }

    /**
     * Look for what keeps the entry from being stored.
     *
     * @return string empty for nothing
     */
    private function find_fault(): string {
        if ($this->key() === '' || $this->fingerprint() === '') {
            return 'the entry has no key or no fingerprint';
        }
        if (!in_array($this->content['status'], transcript::STATUSES, true)) {
            return 'the entry\'s status is none of ' . implode(', ', transcript::STATUSES);
        }
        foreach (self::LIMITS as $name => $limit) {
            if (\core_text::strlen($this->content[$name]) > $limit) {
                return "the entry's $name is longer than $limit";
            }
        }
        foreach (['starts', 'ends'] as $name) {
            if ($this->content[$name] !== '' && !self::is_date($this->content[$name])) {
                return "the entry's $name is no date";
            }
        }

        return self::moment($this->content['decidedat']) === null ? 'the entry\'s decidedat is no time' : '';
    }

    /**
     * Take texts out of what was given.
     *
     * @param array $given
     * @param string[] $names
     * @return string[] by name; empty for what is absent
     */
    private function texts(array $given, array $names): array {
        $texts = [];
        foreach ($names as $name) {
            $text = $given[$name] ?? '';
            if (!is_string($text)) {
                $this->fault = "the entry's $name is no text";
                $text = '';
            }
            $texts[$name] = trim(fix_utf8($text));
        }

        return $texts;
    }

    /**
     * Take a list out of what was given.
     *
     * @param array $given
     * @param string $name
     * @return array
     */
    private function list_in(array $given, string $name): array {
        $list = $given[$name] ?? [];
        if (!is_array($list)) {
            $this->fault = "the entry's $name is no list";
            $list = [];
        }

        return array_values($list);
    }

    /**
     * Tell whether a text is a date such as 2026-02-28.
     *
     * @param string $text
     * @return bool
     */
    private static function is_date(string $text): bool {
        return preg_match('/^(\d{4})-(\d\d)-(\d\d)$/D', $text, $parts)
            && checkdate((int) $parts[2], (int) $parts[3], (int) $parts[1]);
    }

    /**
     * Read a time such as 2026-02-28T10:00:00Z.
     *
     * @param string $text empty for none
     * @return int|null null for anything that is no time
     */
    private static function moment(string $text): ?int {
        if ($text === '') {
            return 0;
        }
        $form = '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/D';
        $time = preg_match($form, $text) ? strtotime($text) : false;

        return $time === false ? null : $time;
    }
}
