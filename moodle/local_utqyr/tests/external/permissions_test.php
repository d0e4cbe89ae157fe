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

namespace local_utqyr\external;

/**
 * Each function asks for its own right, and each right goes to whom it is meant for.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\external\get_components
 * @covers     \local_utqyr\external\get_results
 * @covers     \local_utqyr\external\put_results
 * @covers     \local_utqyr\external\withdraw_results
 */
final class permissions_test extends \advanced_testcase {
    /**
     * Functions, and the right that is not theirs.
     *
     * @return array[]
     */
    public static function functions(): array {
        return [
            [put_results::class, 'read'],
            [withdraw_results::class, 'read'],
            [get_results::class, 'deliver'],
            [get_components::class, 'deliver'],
        ];
    }

    /**
     * Who may read may not write, and the other way round.
     *
     * @dataProvider functions
     * @param string $function
     * @param string $right
     */
    public function test_another_right_opens_no_function(string $function, string $right): void {
        $this->resetAfterTest();
        $user = $this->getDataGenerator()->create_user();
        $system = \context_system::instance();
        $roleid = $this->getDataGenerator()->create_role();
        assign_capability("local/utqyr:$right", CAP_ALLOW, $roleid, $system->id);
        role_assign($roleid, $user->id, $system->id);
        $this->setUser($user);

        $this->expectException(\required_capability_exception::class);
        $function::execute([]);
    }

    /**
     * No role but those meant for it has a right from the start.
     */
    public function test_rights_go_to_whom_they_are_meant_for(): void {
        global $CFG;

        $capabilities = [];
        require($CFG->dirroot . '/local/utqyr/db/access.php');

        $this->assertSame([
            'local/utqyr:deliver' => [],
            'local/utqyr:read' => [],
            'local/utqyr:viewown' => ['user'],
            'local/utqyr:viewall' => ['manager'],
            'local/utqyr:viewcourse' => ['editingteacher', 'teacher', 'manager'],
        ], array_map(static function (array $capability): array {
            return array_keys($capability['archetypes']);
        }, $capabilities));
    }
}
