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
 * One record of a call that writes.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class request {
    /** @var int longest fingerprint that can be kept */
    private const FINGERPRINT_LIMIT = 255;

    /** @var string the student number */
    public $studentnumber;

    /** @var string the component code; empty where none is known */
    public $component;

    /** @var string names the wanted content */
    public $fingerprint;

    /** @var bool a mark is concerned */
    public $concernsmark;

    /** @var string|null the wanted percentage as asked; null to take the mark back */
    public $wanted;

    /** @var string|null what we wrote last, as asked; null: nothing of ours */
    public $expected;

    /** @var entry|null the transcript line */
    public $entry;

    /**
     * Make a request.
     *
     * @param array $record as the web service gave it
     * @param bool $withdraws the mark is taken back
     */
    public function __construct(array $record, bool $withdraws) {
        $this->studentnumber = $record['studentnumber'];
        $this->component = $record['component'];
        $this->fingerprint = $record['fingerprint'];
        $grade = $record['grade'] ?? null;
        $this->concernsmark = $withdraws ? $this->component !== '' : $grade !== null;
        $this->wanted = $withdraws ? null : ($grade['percent'] ?? null);
        $this->expected = $withdraws ? ($record['expected'] ?? null) : ($grade['expected'] ?? null);
        $this->entry = isset($record['entry']) ? new entry($record['entry']) : null;
    }

    /**
     * Name the line of the transcript.
     *
     * @return string empty for none
     */
    public function entrykey(): string {
        return $this->entry === null ? '' : $this->entry->key();
    }

    /**
     * Say what is wrong with the record itself.
     *
     * @return obstacle|null
     */
    public function fault(): ?obstacle {
        if ($this->fingerprint === '' || \core_text::strlen($this->fingerprint) > self::FINGERPRINT_LIMIT) {
            return new obstacle(held_code::REFUSED, 'the fingerprint is empty or too long');
        }
        if (!$this->concernsmark && $this->entry === null) {
            return new obstacle(held_code::REFUSED, 'the record has neither a mark nor an entry');
        }
        if ($this->wanted !== null && percentage::from_text($this->wanted) === null) {
            return new obstacle(held_code::OUT_OF_RANGE, 'not a percentage of 0 to 100 with two decimals');
        }
        $fault = $this->entry === null ? '' : $this->entry->fault();

        return $fault === '' ? null : new obstacle(held_code::REFUSED, $fault);
    }

    /**
     * Give the wanted mark.
     *
     * @return int|null hundredths; null: none
     */
    public function wanted_hundredths(): ?int {
        return $this->wanted === null ? null : percentage::from_text($this->wanted);
    }

    /**
     * Tell whether what stands there is what we wrote last; nothing counts too, for somebody may have taken a mark away.
     *
     * @param int|null $standing hundredths; null: nothing
     * @return bool
     */
    public function expects(?int $standing): bool {
        if ($this->expected === null || $standing === null) {
            return $this->expected === null && $standing === null;
        }

        return $standing === percentage::from_text($this->expected);
    }
}
