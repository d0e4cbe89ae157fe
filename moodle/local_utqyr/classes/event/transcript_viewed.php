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
 * Somebody looked at the recognised results of a student.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class transcript_viewed extends \core\event\base {
    /**
     * Set what is the same for each of these events.
     */
    protected function init(): void {
        $this->data['crud'] = 'r';
        $this->data['edulevel'] = self::LEVEL_OTHER;
    }

    /**
     * Name the event.
     *
     * @return string
     */
    public static function get_name(): string {
        return get_string('eventtranscriptviewed', 'local_utqyr');
    }

    /**
     * Describe what happened.
     *
     * @return string
     */
    public function get_description(): string {
        return "The user with id '{$this->userid}' viewed the recognised results of the user with id '{$this->relateduserid}'.";
    }

    /**
     * Link to the page.
     *
     * @return \moodle_url
     */
    public function get_url(): \moodle_url {
        return new \moodle_url('/local/utqyr/transcript.php', ['userid' => $this->relateduserid]);
    }

    /**
     * Check what the event needs.
     */
    protected function validate_data(): void {
        parent::validate_data();
        if (!isset($this->relateduserid)) {
            throw new \coding_exception('The relateduserid must be set.');
        }
    }
}
