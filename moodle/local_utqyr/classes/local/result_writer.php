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
 * Writes batches of results: a verdict per record, one transaction a record, no record fails another.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class result_writer {
    /** @var int records of one call: six form fields each stay below the 5,000 that Moodle asks PHP to take */
    public const LIMIT = 500;

    /** @var int seconds a call waits for another to be done */
    private const PATIENCE = 30;

    /** @var policy */
    private $policy;

    /** @var gradebook */
    private $gradebook;

    /**
     * Make a writer.
     */
    public function __construct() {
        $this->policy = new policy();
        $this->gradebook = new gradebook($this->policy);
    }

    /**
     * Write a batch of results, or take it back.
     *
     * Only one batch is at work at a time: what was looked up for a batch stays true but for people's own changes,
     * and those are looked for again with each record.
     *
     * @param array $records as the web service gave them
     * @param string $action receipts::PUT or receipts::WITHDRAW
     * @return array[] verdicts in the same order, as the web service gives them
     */
    public function deliver(array $records, string $action): array {
        if (count($records) > self::LIMIT) {
            throw new \moodle_exception('toomanyrecords', 'local_utqyr', '', self::LIMIT);
        }
        $lock = \core\lock\lock_config::get_lock_factory('local_utqyr')->get_lock('deliver', self::PATIENCE);
        if (!$lock) {
            throw new \moodle_exception('busy', 'local_utqyr');
        }
        try {
            $requests = array_map(static function (array $record) use ($action): request {
                return new request($record, $action === receipts::WITHDRAW);
            }, array_values($records));

            return $this->deliver_all($requests, $action);
        } finally {
            $lock->release();
        }
    }

    /**
     * Look everything up, then write record by record.
     *
     * @param request[] $requests
     * @param string $action
     * @return array[]
     */
    private function deliver_all(array $requests, string $action): array {
        $places = (new place_finder($this->policy))->find(array_map(static function (request $request): array {
            return [$request->studentnumber, $request->component, $request->entrykey()];
        }, $requests));
        $twice = $this->asked_twice($requests);
        $judgements = [];
        $verdicts = [];
        foreach ($requests as $index => $request) {
            $judgements[$index] = judgement::of($request, $places[$index]);
            $verdicts[$index] = new verdict($request, $places[$index]);
        }
        $this->prepare_courses($judgements, $places, $twice);
        try {
            foreach ($requests as $index => $request) {
                if (isset($twice[$index])) {
                    $detail = 'this place or line was given twice in one call';
                    $verdicts[$index]->refuse(new obstacle(held_code::REFUSED, $detail));
                } else {
                    $this->deliver_one($verdicts[$index], $judgements[$index], $action);
                }
            }
        } finally {
            $this->gradebook->finish();
        }

        return array_map(static function (verdict $verdict): array {
            return $verdict->as_array();
        }, $verdicts);
    }

    /**
     * Find records whose place or line another record of the call has too: neither may be settled by order.
     *
     * @param request[] $requests
     * @return array index => true
     */
    private function asked_twice(array $requests): array {
        $seen = [];
        foreach ($requests as $index => $request) {
            if ($request->concernsmark) {
                $seen["mark\n{$request->studentnumber}\n{$request->component}"][] = $index;
            }
            if ($request->entry !== null) {
                $seen["line\n{$request->studentnumber}\n{$request->entrykey()}"][] = $index;
            }
        }
        $several = array_filter($seen, static function (array $indexes): bool {
            return count($indexes) > 1;
        });

        return $several ? array_fill_keys(array_merge(...array_values($several)), true) : [];
    }

    /**
     * Get the courses ready where marks will be written.
     *
     * @param judgement[] $judgements
     * @param place[] $places
     * @param array $twice index => true
     */
    private function prepare_courses(array $judgements, array $places, array $twice): void {
        $marks = [];
        $targets = [];
        foreach ($judgements as $index => $judgement) {
            if ($judgement->outcome === judgement::WRITE && !isset($twice[$index])) {
                $target = $places[$index]->target;
                $targets[$target->course->id] = $target;
                $marks[$target->course->id] = 1 + ($marks[$target->course->id] ?? 0);
            }
        }
        foreach ($targets as $courseid => $target) {
            $this->gradebook->prepare($target, $marks[$courseid]);
        }
    }

    /**
     * Settle one record.
     *
     * @param verdict $verdict
     * @param judgement $judgement made when the batch was looked up
     * @param string $action
     */
    private function deliver_one(verdict $verdict, judgement $judgement, string $action): void {
        global $DB;

        if ($judgement->outcome !== judgement::WRITE && !$this->has_line_to_write($verdict, $judgement)) {
            $verdict->settle($judgement);
            return;
        }
        $line = $verdict->place->line;
        $transaction = $DB->start_delegated_transaction();
        try {
            $this->write($verdict, $judgement, $action);
            $transaction->allow_commit();
        } catch (\Throwable $problem) {
            roll_back::quietly($transaction, $problem);
            $verdict->place->line = $line;
            $verdict->refuse(new obstacle(held_code::REFUSED, 'nothing was written: ' . get_class($problem)));
        }
    }

    /**
     * Tell whether the line of a record whose mark is left as it is has something new.
     *
     * @param verdict $verdict
     * @param judgement $judgement
     * @return bool
     */
    private function has_line_to_write(verdict $verdict, judgement $judgement): bool {
        $entry = $verdict->request->entry;
        $line = $verdict->place->line;

        return $judgement->outcome === judgement::LEAVE
            && $entry !== null
            && ($line === null || $line->fingerprint !== $entry->fingerprint());
    }

    /**
     * Write one record inside its transaction, after another look at the mark.
     *
     * @param verdict $verdict
     * @param judgement $judgement
     * @param string $action
     */
    private function write(verdict $verdict, judgement $judgement, string $action): void {
        $request = $verdict->request;
        $place = $verdict->place;
        if ($request->concernsmark && $place->target->item !== null) {
            gradebook::refresh($place);
            $judgement = judgement::of($request, $place);
            $verdict->look_again();
        }
        if ($judgement->outcome === judgement::CONFLICT || $judgement->outcome === judgement::REFUSE) {
            $verdict->settle($judgement);
            return;
        }
        $writesmark = $judgement->outcome === judgement::WRITE;
        if ($writesmark && $place->needsenrolment && !$this->enrol($place)) {
            $detail = 'the course does not enrol by hand';
            $verdict->refuse(new obstacle(held_code::NOT_ENROLLED, $detail));
            return;
        }
        $lineid = $request->entry === null ? 0 : transcript::append($place, $request->entry, $request->component);
        if ($writesmark) {
            $this->write_mark($request, $place);
        } else if ($lineid && $this->is_ours($request, $place)) {
            $this->gradebook->write($place, null, provenance::of($request->entry, $place->language));
        }
        $verdict->written($writesmark, $lineid, $action);
    }

    /**
     * Write the mark itself, or take it back.
     *
     * @param request $request
     * @param place $place
     */
    private function write_mark(request $request, place $place): void {
        if ($request->wanted === null) {
            $this->gradebook->take_back($place);
            gradebook::refresh($place);
            return;
        }
        $feedback = $request->entry === null ? null : provenance::of($request->entry, $place->language);
        $this->gradebook->write($place, $request->wanted_hundredths(), $feedback);
    }

    /**
     * Tell whether the mark that stands there is ours and open, so that its provenance may be renewed.
     *
     * @param request $request
     * @param place $place
     * @return bool
     */
    private function is_ours(request $request, place $place): bool {
        $standing = $request->concernsmark ? $place->standing() : null;

        return $standing !== null && $request->expects($standing) && $place->obstacle() === null;
    }

    /**
     * Enrol the student first.
     *
     * @param place $place
     * @return bool
     */
    private function enrol(place $place): bool {
        $courseid = (int) $place->target->course->id;

        return enrolment::enrol($place->userid, $courseid, $this->policy->enrolment_role());
    }
}
