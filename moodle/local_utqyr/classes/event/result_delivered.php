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
 * A recognised result was delivered.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class result_delivered extends result_base {
    /**
     * Say what kind of change it is.
     */
    protected function init(): void {
        parent::init();
        $this->data['crud'] = 'c';
    }

    /**
     * Name the event.
     *
     * @return string
     */
    public static function get_name(): string {
        return get_string('eventresultdelivered', 'local_utqyr');
    }

    /**
     * Describe what happened.
     *
     * @return string
     */
    public function get_description(): string {
        return "The user with id '{$this->userid}' delivered a recognised result of the user with id " .
            "'{$this->relateduserid}', receipt '{$this->objectid}'.";
    }
}
