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
 * Enrols a student by Moodle's manual method, where the administrator wants that.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class enrolment {
    /**
     * Enrol a student.
     *
     * @param int $userid
     * @param int $courseid
     * @param int $roleid
     * @return bool false where the course cannot enrol people by hand
     */
    public static function enrol(int $userid, int $courseid, int $roleid): bool {
        $method = enrol_is_enabled('manual') ? enrol_get_plugin('manual') : null;
        $instance = $method ? self::instance($method, $courseid) : null;
        if ($instance === null) {
            return false;
        }
        $method->enrol_user($instance, $userid, $roleid);

        return true;
    }

    /**
     * Find the course's manual enrolment, or add one.
     *
     * @param \enrol_plugin $method
     * @param int $courseid
     * @return \stdClass|null null where the teacher has turned it off
     */
    private static function instance(\enrol_plugin $method, int $courseid): ?\stdClass {
        global $DB;

        $key = ['courseid' => $courseid, 'enrol' => 'manual'];
        $instance = $DB->get_record('enrol', $key, '*', IGNORE_MULTIPLE);
        if (!$instance) {
            $id = $method->add_default_instance(get_course($courseid));
            $instance = $id ? $DB->get_record('enrol', ['id' => $id]) : null;
        }

        return $instance && (int) $instance->status === ENROL_INSTANCE_ENABLED ? $instance : null;
    }
}
