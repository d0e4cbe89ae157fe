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
 * The only place that writes into Moodle's gradebook.
 *
 * Marks go through Moodle's own grade items: grade history, events and completion follow.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class gradebook {
    /** @var string how grade history names us */
    public const SOURCE = 'local_utqyr';

    /** @var string what is read of a grade */
    public const GRADE_FIELDS = 'id, itemid, userid, finalgrade, rawgrademin, rawgrademax, hidden, locked, locktime, overridden';

    /** @var policy */
    private $policy;

    /** @var course_totals */
    private $totals;

    /**
     * Make a gradebook.
     *
     * @param policy $policy
     */
    public function __construct(policy $policy) {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $this->policy = $policy;
        $this->totals = new course_totals();
    }

    /**
     * Get a course ready for some marks: make its grade item if it has none.
     *
     * @param course_target $target without an obstacle
     * @param int $marks how many marks will be written
     */
    public function prepare(course_target $target, int $marks): void {
        if ($target->totalswait === null) {
            \grade_item::fetch_course_item($target->course->id); // Makes it.
        }
        $isnew = $target->item === null;
        if ($isnew) {
            $target->item = $this->make_item($target);
        }
        $this->totals->expect($target, $marks, $isnew);
    }

    /**
     * Read one student's grade as it is this moment.
     *
     * @param place $place whose course has its item
     */
    public static function refresh(place $place): void {
        $item = $place->target->item;
        $grade = new \grade_grade(['itemid' => $item->id, 'userid' => $place->userid]);
        $grade->grade_item = $item;
        $place->grade = $grade->id ? $grade : null;
    }

    /**
     * Write a mark.
     *
     * @param place $place
     * @param int|null $hundredths null leaves the mark as it is
     * @param string|null $feedback null leaves the feedback as it is
     */
    public function write(place $place, ?int $hundredths, ?string $feedback): void {
        $item = $place->target->item;
        $value = false;
        if ($hundredths !== null) {
            $value = percentage::onto_range($hundredths, (float) $item->grademin, (float) $item->grademax);
        }
        $this->update($place, $value, $feedback ?? false);
    }

    /**
     * Take a mark and its feedback back.
     *
     * @param place $place
     */
    public function take_back(place $place): void {
        $item = $place->target->item;
        if (!$item->is_course_item()) {
            $this->update($place, null, '');
            return;
        }
        $this->update($place, false, null); // The total is Moodle's own again: without our words, and computed.
        $grade = new \grade_grade(['itemid' => $item->id, 'userid' => $place->userid]);
        $grade->grade_item = $item;
        $grade->overridden = 0;
        $grade->finalgrade = null;
        if (!$grade->update(self::SOURCE)) {
            throw new \moodle_exception('gradenotwritten', 'local_utqyr');
        }
        $this->totals->follow($item, $place->userid);
    }

    /**
     * Have the totals computed that were put off until the last mark.
     */
    public function finish(): void {
        $this->totals->settle();
    }

    /**
     * Change a grade as Moodle does it: history, events, completion and totals follow.
     *
     * @param place $place just refreshed
     * @param float|null|false $value on the item's range; null for none, false to leave it as it is
     * @param string|false $feedback empty for none, false to leave it as it is
     */
    private function update(place $place, $value, $feedback): void {
        $item = $place->target->item;
        $item->needsupdate = 1; // Keeps Moodle from computing the total by itself, which looks everything up again.
        if ($item->is_raw_used()) {
            $done = $this->update_activity($place, $value, $feedback);
        } else if ($item->is_course_item()) {
            $done = $item->update_final_grade($place->userid, $value, self::SOURCE, $feedback, FORMAT_PLAIN);
        } else {
            $done = $this->update_manual($place, $value, $feedback);
        }
        if (!$done) {
            throw new \moodle_exception('gradenotwritten', 'local_utqyr');
        }
        if ($value !== false) {
            $this->totals->follow($item, $place->userid);
        }
    }

    /**
     * Change the grade of an activity.
     *
     * @param place $place
     * @param float|null|false $value
     * @param string|false $feedback
     * @return bool
     */
    private function update_activity(place $place, $value, $feedback): bool {
        return $place->target->item->update_raw_grade(
            $place->userid,
            $value,
            self::SOURCE,
            $feedback,
            FORMAT_PLAIN,
            null,
            $value === null ? null : time(),
            $place->grade === null ? null : $place->grade->get_datesubmitted(),
            $place->grade
        );
    }

    /**
     * Change the grade of a manual item.
     *
     * Writes the very grade that was compared, where grade_item::update_final_grade() would read it again.
     *
     * @param place $place
     * @param float|null|false $value
     * @param string|false $feedback
     * @return bool
     */
    private function update_manual(place $place, $value, $feedback): bool {
        global $USER;

        $item = $place->target->item;
        $grade = $place->grade ?? new \grade_grade(['itemid' => $item->id, 'userid' => $place->userid], false);
        $grade->grade_item = $item;
        if ($grade->is_locked()) {
            return false;
        }
        $grade->usermodified = $USER->id;
        $grade->timemodified = time();
        $grade->rawgrademin = $item->grademin;
        $grade->rawgrademax = $item->grademax;
        $grade->rawscaleid = $item->scaleid;
        if ($value !== false) {
            $grade->finalgrade = $item->bounded_grade($value);
        }
        if ($feedback !== false) {
            $grade->feedback = $feedback === '' ? null : $feedback;
            $grade->feedbackformat = FORMAT_PLAIN;
        }
        $done = $grade->id ? $grade->update(self::SOURCE) : (bool) $grade->insert(self::SOURCE);
        if ($done && $value !== false) {
            \core\event\user_graded::create_from_grade($grade)->trigger();
        }

        return $done;
    }

    /**
     * Make the grade item of a course.
     *
     * @param course_target $target
     * @return \grade_item
     */
    private function make_item(course_target $target): \grade_item {
        $item = new \grade_item([
            'courseid' => $target->course->id,
            'itemtype' => 'manual',
            'itemname' => $this->policy->item_name(),
            'idnumber' => $this->policy->item_idnumber(),
            'gradetype' => GRADE_TYPE_VALUE,
            'grademin' => 0,
            'grademax' => 100,
        ], false);
        $item->insert(self::SOURCE);

        return $item;
    }
}
