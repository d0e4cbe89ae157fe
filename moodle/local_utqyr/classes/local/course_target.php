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
 * One component's course and the grade item that takes its results, as they were when they were looked up.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class course_target {
    /** @var string the component code */
    public $component;

    /** @var \stdClass id, idnumber, fullname, visible */
    public $course;

    /** @var \grade_item|null the item results go to; null: one is made on the first write */
    public $item;

    /** @var obstacle|null why nothing can be written for anybody */
    public $obstacle;

    /** @var bool the item's activity is hidden */
    public $activityhidden = false;

    /** @var int how many people have a course total that would be computed again */
    public $gradedpeople = 0;

    /** @var bool|null the course's totals wait to be computed; null: there is no total yet */
    public $totalswait;

    /**
     * Make a target.
     *
     * @param string $component
     * @param \stdClass $course
     */
    public function __construct(string $component, \stdClass $course) {
        $this->component = $component;
        $this->course = $course;
    }

    /**
     * Name the kind of item for the operator.
     *
     * @return string manual, activity, total, scale or none
     */
    public function kind(): string {
        if ($this->item === null) {
            return 'none';
        }
        if ($this->item->is_course_item()) {
            return 'total';
        }
        if ((int) $this->item->gradetype === GRADE_TYPE_SCALE) {
            return 'scale';
        }

        return $this->item->is_external_item() ? 'activity' : 'manual';
    }

    /**
     * Tell whether students see nothing that stands here.
     *
     * @return bool
     */
    public function is_hidden(): bool {
        return !$this->course->visible || $this->activityhidden || ($this->item !== null && $this->item->is_hidden());
    }
}
