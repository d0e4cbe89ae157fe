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
 * The role of the account that delivers: exactly the capabilities the service needs.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service_role {
    /** @var string short name of the role */
    public const SHORTNAME = 'utqyr';

    /** @var string[] everything the account may do */
    public const CAPABILITIES = ['webservice/rest:use', 'local/utqyr:deliver', 'local/utqyr:read'];

    /**
     * Make the role, or mend the one that is there.
     *
     * @return int the id of the role
     */
    public static function ensure(): int {
        global $DB;

        $roleid = (int) $DB->get_field('role', 'id', ['shortname' => self::SHORTNAME]);
        if (!$roleid) {
            $name = get_string('rolename', 'local_utqyr');
            $roleid = create_role($name, self::SHORTNAME, get_string('roledescription', 'local_utqyr'));
        }
        set_role_contextlevels($roleid, [CONTEXT_SYSTEM]);
        $system = \context_system::instance();
        foreach (self::CAPABILITIES as $capability) {
            if (get_capability_info($capability)) { // The REST protocol may have been taken out of this site.
                assign_capability($capability, CAP_ALLOW, $roleid, $system->id, true);
            }
        }

        return $roleid;
    }

    /**
     * Delete the role unless somebody has it.
     */
    public static function remove_if_unused(): void {
        global $DB;

        $roleid = $DB->get_field('role', 'id', ['shortname' => self::SHORTNAME]);
        if ($roleid && !$DB->record_exists('role_assignments', ['roleid' => $roleid])) {
            delete_role($roleid);
        }
    }
}
