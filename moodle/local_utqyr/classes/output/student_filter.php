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

namespace local_utqyr\output;

use local_utqyr\local\transcript;

/**
 * What the staff's list of students is narrowed to.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class student_filter implements \renderable, \templatable {
    /** @var string part of a name or of a student number */
    private $search;

    /** @var string SCHAC code of a host */
    private $host;

    /** @var string status of a line */
    private $status;

    /**
     * Keep what was asked for; a status that does not exist is left out.
     *
     * @param string $search
     * @param string $host
     * @param string $status
     */
    public function __construct(string $search, string $host, string $status) {
        $this->search = trim($search);
        $this->host = $host;
        $this->status = in_array($status, transcript::STATUSES, true) ? $status : '';
    }

    /**
     * Write what was asked for as parameters of an address.
     *
     * @return string[]
     */
    public function parameters(): array {
        return array_filter(['q' => $this->search, 'host' => $this->host, 'status' => $this->status], 'strlen');
    }

    /**
     * Write what was asked for as SQL; closed lines are left out unless they are asked for.
     *
     * @return array a condition about a line `l`, one about its student `u`, and the parameters of both
     */
    public function sql(): array {
        global $DB;

        $lines = $this->status === '' ? 'l.status <> :status' : 'l.status = :status';
        $people = '1 = 1';
        $parameters = ['status' => $this->status === '' ? transcript::CLOSED : $this->status];
        if ($this->host !== '') {
            $lines .= ' AND l.host = :host';
            $parameters['host'] = $this->host;
        }
        if ($this->search !== '') {
            $name = $DB->sql_like($DB->sql_fullname('u.firstname', 'u.lastname'), ':name', false);
            $people = "($name OR " . $DB->sql_like('u.idnumber', ':number', false) . ')';
            $parameters['name'] = $parameters['number'] = '%' . $DB->sql_like_escape($this->search) . '%';
        }

        return [$lines, $people, $parameters];
    }

    /**
     * Give the template the form as it was sent.
     *
     * @param \renderer_base $output
     * @return array
     */
    public function export_for_template(\renderer_base $output): array {
        $hosts = [];
        foreach (transcript::hosts() as $host => $name) {
            $hosts[] = ['value' => $host, 'name' => $name, 'selected' => (string) $host === $this->host];
        }
        $statuses = [];
        foreach (transcript::STATUSES as $status) {
            $statuses[] = [
                'value' => $status,
                'name' => get_string("status_$status", 'local_utqyr'),
                'selected' => $status === $this->status,
            ];
        }

        return [
            'action' => (new \moodle_url('/local/utqyr/students.php'))->out(false),
            'search' => $this->search,
            'hosts' => $hosts,
            'statuses' => $statuses,
        ];
    }
}
