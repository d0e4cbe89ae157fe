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

namespace local_utqyr\search;

use core_search\document;
use core_search\document_factory;
use core_search\manager;
use local_utqyr\local\entry;
use local_utqyr\local\transcript;
use local_utqyr\output\transcript_page;

/**
 * Lets a student, and those who may see every student's page, find recognised results by the global search.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class line extends \core_search\base {
    /** @var int[] results belong to a student's own context */
    protected static $levels = [CONTEXT_USER];

    /**
     * Read every version written since a time; which one is the newest is asked when it is found.
     *
     * @param int $modifiedfrom
     * @param \context|null $context only what lies in it
     * @return \moodle_recordset|null
     */
    public function get_document_recordset($modifiedfrom = 0, ?\context $context = null) {
        global $DB;

        $where = 'timecreated >= :since';
        $parameters = ['since' => $modifiedfrom];
        if ($context !== null && $context->contextlevel != CONTEXT_SYSTEM) {
            if ($context->contextlevel != CONTEXT_USER) {
                return null;
            }
            $where .= ' AND userid = :userid';
            $parameters['userid'] = $context->instanceid;
        }

        return $DB->get_recordset_select(transcript::TABLE, $where, $parameters, 'timecreated, id');
    }

    /**
     * Write what is found: titles in every language, the host and its courses; no mark.
     *
     * @param \stdClass $record
     * @param array $options
     * @return document|bool
     */
    public function get_document($record, $options = []) {
        $context = \context_user::instance($record->userid, IGNORE_MISSING);
        if (!$context) {
            return false;
        }
        $line = entry::from_row($record);
        $texts = [$line->component, $line->titleskk, $line->titlesru, $line->titlesen, transcript_page::host_of($line)];
        foreach ($line->originals as $original) {
            $texts[] = $original['code'] ?? '';
            $texts[] = $original['title'] ?? '';
        }
        [$title] = transcript_page::title_of($line);
        $document = document_factory::instance($record->id, $this->componentname, $this->areaname);
        $document->set('title', content_to_text($title !== '' ? $title : get_string('transcript', 'local_utqyr'), false));
        $document->set('content', content_to_text(implode("\n", array_filter($texts)), FORMAT_PLAIN));
        $document->set('contextid', $context->id);
        $document->set('courseid', SITEID);
        $document->set('userid', $record->userid);
        $document->set('owneruserid', manager::NO_OWNER_ID);
        $document->set('modified', $record->timecreated);

        return $document;
    }

    /**
     * Tell whether the reader may see a line that was found.
     *
     * @param int $id
     * @return int
     */
    public function check_access($id) {
        global $DB, $USER;

        $line = $DB->get_record(transcript::TABLE, ['id' => $id], 'id, userid, entrykey, version, status');
        if (!$line || $line->status === transcript::CLOSED) {
            return manager::ACCESS_DELETED;
        }
        $newer = 'userid = ? AND entrykey = ? AND version > ?';
        if ($DB->record_exists_select(transcript::TABLE, $newer, [$line->userid, $line->entrykey, $line->version])) {
            return manager::ACCESS_DELETED;
        }
        $system = \context_system::instance();
        $own = (int) $line->userid === (int) $USER->id && has_capability('local/utqyr:viewown', $system);

        return $own || has_capability('local/utqyr:viewall', $system) ? manager::ACCESS_GRANTED : manager::ACCESS_DENIED;
    }

    /**
     * Link to the student's page.
     *
     * @param document $doc
     * @return \moodle_url
     */
    public function get_doc_url(document $doc) {
        return new \moodle_url('/local/utqyr/transcript.php', ['userid' => $doc->get('userid')]);
    }

    /**
     * Link to the student's page.
     *
     * @param document $doc
     * @return \moodle_url
     */
    public function get_context_url(document $doc) {
        return $this->get_doc_url($doc);
    }
}
