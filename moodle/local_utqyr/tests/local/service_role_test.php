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
 * The role of the account that delivers has what it needs and nothing else.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\local\service_role
 */
final class service_role_test extends \advanced_testcase {
    public function test_installation_made_the_role_with_least_capabilities(): void {
        global $DB;

        $roleid = $DB->get_field('role', 'id', ['shortname' => 'utqyr'], MUST_EXIST);

        $this->assertEqualsCanonicalizing(
            service_role::CAPABILITIES,
            $DB->get_fieldset_select('role_capabilities', 'capability', 'roleid = ? AND permission = 1', [$roleid])
        );
        $this->assertSame('', $DB->get_field('role', 'archetype', ['id' => $roleid]));
        $this->assertEquals([CONTEXT_SYSTEM], array_values(get_role_contextlevels($roleid)));
    }

    public function test_nobody_has_the_capabilities_by_an_archetype(): void {
        global $DB;

        $roleid = $DB->get_field('role', 'id', ['shortname' => 'utqyr'], MUST_EXIST);
        $elsewhere = 'capability IN (?, ?) AND roleid <> ? AND permission = 1';
        $parameters = ['local/utqyr:deliver', 'local/utqyr:read', $roleid];

        $this->assertFalse($DB->record_exists_select('role_capabilities', $elsewhere, $parameters));
    }

    public function test_the_role_goes_only_when_nobody_has_it(): void {
        global $DB;

        $this->resetAfterTest();
        $account = $this->getDataGenerator()->get_plugin_generator('local_utqyr')->create_service_account();
        $roleid = service_role::ensure();

        service_role::remove_if_unused();
        $this->assertTrue($DB->record_exists('role', ['id' => $roleid]));

        role_unassign($roleid, $account->id, \context_system::instance()->id);
        service_role::remove_if_unused();
        $this->assertFalse($DB->record_exists('role', ['shortname' => 'utqyr']));
        $this->assertNotSame($roleid, service_role::ensure());
    }
}
