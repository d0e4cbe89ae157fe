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

namespace local_utqyr\event;

/**
 * Something was written about a recognised result, and a receipt of it is kept.
 *
 * @property-read array $other {
 *      - int lineid: the version of the transcript line that was written; 0: none
 * }
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class result_base extends \core\event\base {
    /**
     * Set what is the same for each of these events.
     */
    protected function init(): void {
        $this->data['edulevel'] = self::LEVEL_OTHER;
        $this->data['objecttable'] = 'local_utqyr_receipt';
    }

    /**
     * Link to the grades of the course.
     *
     * @return \moodle_url|null
     */
    public function get_url(): ?\moodle_url {
        return $this->courseid ? new \moodle_url('/grade/report/index.php', ['id' => $this->courseid]) : null;
    }

    /**
     * Check what the event needs.
     */
    protected function validate_data(): void {
        parent::validate_data();
        if (!isset($this->relateduserid)) {
            throw new \coding_exception('The relateduserid must be set.');
        }
        if (!isset($this->other['lineid'])) {
            throw new \coding_exception('The lineid must be set in other.');
        }
    }

    /**
     * Say how the receipt is found after a restore: it is not, receipts are not backed up.
     *
     * @return array
     */
    public static function get_objectid_mapping(): array {
        return ['db' => 'local_utqyr_receipt', 'restore' => self::NOT_MAPPED];
    }

    /**
     * Say how the rest is found after a restore: it is not.
     *
     * @return array
     */
    public static function get_other_mapping(): array {
        return ['lineid' => ['db' => 'local_utqyr_line', 'restore' => self::NOT_MAPPED]];
    }
}
