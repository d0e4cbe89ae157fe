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
 * Finds components' courses and the grade items that take their results; the number of queries is constant.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_finder {
    /** @var policy */
    private $policy;

    /**
     * Make a finder.
     *
     * @param policy $policy
     */
    public function __construct(policy $policy) {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $this->policy = $policy;
    }

    /**
     * Find the courses of some components.
     *
     * @param string[] $components
     * @return array component => course_target, or an obstacle where there is not exactly one course
     */
    public function find(array $components): array {
        global $DB;

        $found = [];
        $asked = array_filter($components, [self::class, 'is_askable']);
        if ($asked) {
            [$in, $parameters] = $DB->get_in_or_equal($asked, SQL_PARAMS_NAMED);
            $context = \context_helper::get_preload_record_columns_sql('ctx');
            $courses = $DB->get_records_sql(
                "SELECT c.id, c.idnumber, c.fullname, c.visible, $context
                   FROM {course} c
                   JOIN {context} ctx ON ctx.instanceid = c.id AND ctx.contextlevel = :level
                  WHERE c.idnumber $in AND c.id <> :site",
                $parameters + ['level' => CONTEXT_COURSE, 'site' => SITEID]
            );
            foreach ($courses as $course) {
                \context_helper::preload_from_record($course);
                $found[$course->idnumber][] = $course; // Databases may compare without regard to case; this does not.
            }
        }

        return $this->targets_of($components, $found);
    }

    /**
     * Tell whether a text can be a component code at all.
     *
     * @param string $text
     * @return bool
     */
    private static function is_askable(string $text): bool {
        return $text !== '' && \core_text::strlen($text) <= 100; // As long as the column course.idnumber is.
    }

    /**
     * Make the target of each component, or its obstacle.
     *
     * @param string[] $components
     * @param array $found component => courses
     * @return array
     */
    private function targets_of(array $components, array $found): array {
        $result = [];
        $targets = [];
        foreach ($components as $component) {
            $courses = $found[$component] ?? [];
            if (count($courses) === 1) {
                $targets[$courses[0]->id] = $result[$component] = new course_target($component, $courses[0]);
            } else {
                $detail = $courses ? count($courses) . ' courses have this ID number' : '';
                $result[$component] = new obstacle(held_code::UNKNOWN_COMPONENT, $detail);
            }
        }
        if ($targets) {
            $this->choose_items($targets);
        }

        return $result;
    }

    /**
     * Choose each course's grade item.
     *
     * @param course_target[] $targets by course id
     */
    private function choose_items(array $targets): void {
        $items = $this->items_of(array_keys($targets));
        $modules = $this->modules_of($items);
        foreach ($targets as $courseid => $target) {
            $fitting = $items[$courseid] ?? [];
            if (count($fitting) > 1) {
                $detail = count($fitting) . ' grade items fit';
                $target->obstacle = new obstacle(held_code::AMBIGUOUS_ITEM, $detail);
                continue;
            }
            if (!$fitting) {
                $target->obstacle = $this->obstacle_of_none();
                continue;
            }
            $target->item = reset($fitting);
            $module = $modules[$target->item->id] ?? null;
            $target->activityhidden = $module !== null && !$module->visible;
            $target->obstacle = $this->obstacle_of($target->item, $module);
        }
    }

    /**
     * Find what keeps a course without an item from taking results.
     *
     * @return obstacle|null null where the first result makes the item
     */
    private function obstacle_of_none(): ?obstacle {
        if ($this->policy->target() === policy::TARGET_ITEM) {
            return null;
        }

        return new obstacle(held_code::NO_GRADE_ITEM, 'nothing in the course is graded, so it has no total');
    }

    /**
     * Read the grade items that may be meant.
     *
     * @param int[] $courseids
     * @return array course id => grade items
     */
    private function items_of(array $courseids): array {
        global $DB;

        [$in, $parameters] = $DB->get_in_or_equal($courseids, SQL_PARAMS_NAMED);
        if ($this->policy->target() === policy::TARGET_TOTAL) {
            $where = "courseid $in AND itemtype = :itemtype";
            $parameters['itemtype'] = 'course';
        } else {
            $named = $DB->sql_equal('idnumber', ':idnumber', false); // Core mode's own default is in capitals.
            $where = "courseid $in AND $named AND itemtype <> :course AND itemtype <> :category";
            $parameters += ['idnumber' => $this->policy->item_idnumber(), 'course' => 'course', 'category' => 'category'];
        }
        $items = [];
        foreach ($DB->get_records_select('grade_items', $where, $parameters) as $row) {
            $items[$row->courseid][] = new \grade_item($row, false);
        }

        return $items;
    }

    /**
     * Read the course modules of the items that belong to activities.
     *
     * @param array $items course id => grade items
     * @return array item id => visible, deletioninprogress
     */
    private function modules_of(array $items): array {
        global $DB;

        $ids = [];
        foreach ($items as $fitting) {
            foreach ($fitting as $item) {
                if ($item->is_external_item()) {
                    $ids[] = $item->id;
                }
            }
        }
        if (!$ids) {
            return [];
        }
        [$in, $parameters] = $DB->get_in_or_equal($ids);

        return $DB->get_records_sql(
            "SELECT gi.id, cm.visible, cm.deletioninprogress
               FROM {grade_items} gi
               JOIN {modules} m ON m.name = gi.itemmodule
               JOIN {course_modules} cm ON cm.module = m.id AND cm.instance = gi.iteminstance AND cm.course = gi.courseid
              WHERE gi.id $in",
            $parameters
        );
    }

    /**
     * Find what keeps an item from taking percentages.
     *
     * @param \grade_item $item
     * @param \stdClass|null $module of an activity's item
     * @return obstacle|null
     */
    private function obstacle_of(\grade_item $item, ?\stdClass $module): ?obstacle {
        $unusable = $this->why_unusable($item, $module);
        if ($unusable !== '') {
            return new obstacle(held_code::NO_GRADE_ITEM, $unusable);
        }
        if ($item->locked || ($item->locktime && $item->locktime < time())) {
            return new obstacle(held_code::ITEM_LOCKED);
        }

        return null;
    }

    /**
     * Say why an item cannot keep a percentage.
     *
     * @param \grade_item $item
     * @param \stdClass|null $module of an activity's item
     * @return string empty when it can
     */
    private function why_unusable(\grade_item $item, ?\stdClass $module): string {
        if ($item->is_external_item() && ($module === null || $module->deletioninprogress)) {
            return 'the grade item\'s activity is gone';
        }
        if ((int) $item->gradetype !== GRADE_TYPE_VALUE || $item->is_outcome_item()) {
            return 'the grade item is not graded in points';
        }
        if ($item->grademax - $item->grademin < percentage::SMALLEST_RANGE) {
            return 'the grade item\'s points are too few';
        }
        if ($item->is_course_item()) {
            return get_config('moodle', 'grade_overridecat') ? '' : 'the site does not allow course totals to be overridden';
        }
        if ($item->is_calculated()) {
            return 'the grade item is calculated by a formula';
        }
        $identity = (float) $item->multfactor === 1.0 && (float) $item->plusfactor === 0.0;
        if ($item->is_external_item() && !$identity) {
            return 'the grade item multiplies or shifts its grades';
        }

        return '';
    }
}
