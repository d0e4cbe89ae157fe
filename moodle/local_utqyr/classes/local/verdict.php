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

use local_utqyr\event\result_delivered;
use local_utqyr\event\result_withdrawn;

/**
 * What became of one record, as the web service answers it.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class verdict {
    /** @var string something was written */
    public const WRITTEN = 'written';

    /** @var string everything asked for stood there already */
    public const UNCHANGED = 'unchanged';

    /** @var string somebody else's mark stands there; nothing was written */
    public const CONFLICT = 'conflict';

    /** @var string there is an obstacle; nothing was written */
    public const REFUSED = 'refused';

    /** @var request */
    public $request;

    /** @var place */
    public $place;

    /** @var string one of the constants */
    private $verdict = self::UNCHANGED;

    /** @var obstacle|null */
    private $obstacle;

    /** @var int|null hundredths found at the place */
    private $before;

    /** @var int|null hundredths left there */
    private $now;

    /** @var int number of the receipt; 0: none was needed */
    private $receipt = 0;

    /**
     * Make the verdict of a record that was not touched yet.
     *
     * @param request $request
     * @param place $place
     */
    public function __construct(request $request, place $place) {
        $this->request = $request;
        $this->place = $place;
        $this->look_again();
    }

    /**
     * Take over what now stands at the place.
     */
    public function look_again(): void {
        $this->before = $this->request->concernsmark ? $this->place->standing() : null;
        $this->now = $this->before;
    }

    /**
     * Settle a record for which nothing is written.
     *
     * @param judgement $judgement
     */
    public function settle(judgement $judgement): void {
        if ($judgement->outcome === judgement::REFUSE) {
            $this->refuse($judgement->obstacle);
        } else if ($judgement->outcome === judgement::CONFLICT) {
            $this->verdict = self::CONFLICT;
            $this->obstacle = new obstacle(held_code::CHANGED_THERE);
        } else {
            $this->verdict = self::UNCHANGED;
            $this->receipt = $this->place->receipt === null ? 0 : (int) $this->place->receipt->id;
        }
    }

    /**
     * Refuse the record.
     *
     * @param obstacle $obstacle
     */
    public function refuse(obstacle $obstacle): void {
        $this->verdict = self::REFUSED;
        $this->obstacle = $obstacle;
        $this->now = $this->before;
        $this->receipt = 0;
    }

    /**
     * Keep the receipt of what was written, and tell Moodle about it.
     *
     * @param bool $wroteamark
     * @param int $lineid the version of the line that was written; 0: none
     * @param string $action receipts::PUT or receipts::WITHDRAW
     */
    public function written(bool $wroteamark, int $lineid, string $action): void {
        $this->verdict = self::WRITTEN;
        if ($wroteamark) {
            $wanted = $this->request->wanted_hundredths();
            $this->now = $wanted ?? $this->place->standing(); // A total that was taken back is computed again.
        }
        $target = $this->place->target;
        $courseid = $target === null ? 0 : (int) $target->course->id;
        $concernsitem = $this->request->concernsmark && $target !== null && $target->item !== null;
        $this->receipt = receipts::keep((object) [
            'userid' => $this->place->userid,
            'courseid' => $courseid,
            'itemid' => $concernsitem ? (int) $target->item->id : 0,
            'component' => $this->request->component,
            'entrykey' => $this->request->entrykey(),
            'lineid' => $lineid,
            'action' => $action,
            'fingerprint' => $this->request->fingerprint,
            'percentbefore' => percentage::to_text($this->before),
            'percentnow' => percentage::to_text($this->now),
        ]);
        $event = [
            'objectid' => $this->receipt,
            'relateduserid' => $this->place->userid,
            'context' => $courseid ? \context_course::instance($courseid) : \context_system::instance(),
            'other' => ['lineid' => $lineid],
        ];
        if ($action === receipts::WITHDRAW) {
            result_withdrawn::create($event)->trigger();
        } else {
            result_delivered::create($event)->trigger();
        }
    }

    /**
     * Write the verdict as the web service answers it.
     *
     * @return array
     */
    public function as_array(): array {
        $line = $this->place->line;

        return [
            'studentnumber' => $this->request->studentnumber,
            'component' => $this->request->component,
            'fingerprint' => $this->request->fingerprint,
            'verdict' => $this->verdict,
            'code' => $this->obstacle === null ? '' : $this->obstacle->code,
            'detail' => $this->obstacle === null ? '' : $this->obstacle->detail,
            'before' => percentage::to_text($this->before),
            'now' => percentage::to_text($this->now),
            'hidden' => $this->request->concernsmark && $this->place->is_hidden(),
            'entryversion' => $line === null ? 0 : (int) $line->version,
            'receipt' => $this->receipt,
        ];
    }
}
