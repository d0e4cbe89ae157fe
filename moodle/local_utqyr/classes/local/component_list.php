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
 * Lists the courses that have an ID number, and whether they can take results.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class component_list {
    /** @var int components of one call */
    public const LIMIT = 1000;

    /** @var policy */
    private $policy;

    /**
     * Make a list.
     */
    public function __construct() {
        $this->policy = new policy();
    }

    /**
     * Look some components up.
     *
     * @param string[] $components
     * @return array[] in the order asked
     */
    public function named(array $components): array {
        if (count($components) > self::LIMIT) {
            throw new \moodle_exception('toomanyrecords', 'local_utqyr', '', self::LIMIT);
        }
        $found = [];
        $distinct = array_values(array_unique(array_map('strval', $components), SORT_STRING));
        foreach (array_chunk($distinct, 500) as $some) {
            $found += (new course_finder($this->policy))->find($some);
        }
        $students = $this->count_students($found);

        return array_map(function (string $component) use ($found, $students): array {
            return $this->answer($component, $found[$component], $students);
        }, array_values($components));
    }

    /**
     * List the components after one, in order of their codes.
     *
     * @param string $after empty for the first ones
     * @return array[] at most self::LIMIT
     */
    public function following(string $after): array {
        global $DB;

        $rows = $DB->get_records_sql_menu(
            "SELECT DISTINCT c.idnumber, 1
               FROM {course} c
              WHERE c.idnumber > :after AND c.idnumber <> '' AND c.id <> :site
           ORDER BY c.idnumber",
            ['after' => $after, 'site' => SITEID],
            0,
            self::LIMIT
        );

        return $this->named(array_map('strval', array_keys($rows)));
    }

    /**
     * Say what is known of the plugin itself.
     *
     * @return array
     */
    public function plugin(): array {
        return [
            'release' => (string) \core_plugin_manager::instance()->get_plugin_info('local_utqyr')->release,
            'version' => (int) get_config('local_utqyr', 'version'),
            'target' => $this->policy->target(),
            'itemidnumber' => $this->policy->item_idnumber(),
            'enrol' => $this->policy->enrols(),
        ];
    }

    /**
     * Count the active students that have a student number.
     *
     * @param array $found component => course_target or obstacle
     * @return int[] by course id
     */
    private function count_students(array $found): array {
        global $DB;

        $courseids = [];
        foreach ($found as $target) {
            if ($target instanceof course_target) {
                $courseids[] = $target->course->id;
            }
        }
        if (!$courseids) {
            return [];
        }
        [$in, $parameters] = $DB->get_in_or_equal($courseids, SQL_PARAMS_NAMED);
        $now = time();

        return $DB->get_records_sql_menu(
            "SELECT e.courseid, COUNT(DISTINCT ue.userid)
               FROM {enrol} e
               JOIN {user_enrolments} ue ON ue.enrolid = e.id
               JOIN {user} u ON u.id = ue.userid
              WHERE e.courseid $in AND e.status = :enabled AND ue.status = :active
                    AND ue.timestart <= :started AND (ue.timeend = 0 OR ue.timeend > :notended)
                    AND u.deleted = 0 AND u.suspended = 0 AND u.idnumber <> ''
           GROUP BY e.courseid",
            $parameters + [
                'enabled' => ENROL_INSTANCE_ENABLED,
                'active' => ENROL_USER_ACTIVE,
                'started' => $now,
                'notended' => $now,
            ]
        );
    }

    /**
     * Say what is known of one component.
     *
     * @param string $component
     * @param course_target|obstacle $target
     * @param int[] $students by course id
     * @return array
     */
    private function answer(string $component, object $target, array $students): array {
        if ($target instanceof obstacle) {
            return [
                'component' => $component,
                'title' => '',
                'visible' => false,
                'found' => false,
                'item' => 'none',
                'code' => $target->code,
                'students' => 0,
            ];
        }

        return [
            'component' => $component,
            'title' => format_string($target->course->fullname, true, ['context' => \context_system::instance()]),
            'visible' => (bool) $target->course->visible,
            'found' => true,
            'item' => $target->kind(),
            'code' => $target->obstacle === null ? '' : $target->obstacle->code,
            'students' => (int) ($students[$target->course->id] ?? 0),
        ];
    }
}
