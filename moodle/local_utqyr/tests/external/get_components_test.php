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

use core_external\external_api;

/**
 * What listing components promises.
 *
 * @package    local_utqyr
 * @copyright  2026 The Utqyr authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \local_utqyr\external\get_components
 * @covers     \local_utqyr\local\component_list
 * @covers     \local_utqyr\local\course_finder
 * @covers     \local_utqyr\local\course_target
 */
final class get_components_test extends \advanced_testcase {
    /** @var \local_utqyr_generator */
    private $generator;

    /**
     * Act as the service.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
        $this->resetAfterTest();
        $this->generator = $this->getDataGenerator()->get_plugin_generator('local_utqyr');
        $this->generator->be_the_service();
    }

    /**
     * List components.
     *
     * @param string[] $components
     * @param string $after
     * @return array
     */
    private function answer(array $components = [], string $after = ''): array {
        return external_api::clean_returnvalue(
            get_components::execute_returns(),
            get_components::execute($components, $after)
        );
    }

    public function test_every_course_with_a_code_is_listed_in_order(): void {
        foreach (['C', 'A', '', 'B'] as $code) {
            $this->generator->create_component($code);
        }

        $this->assertSame(['A', 'B', 'C'], array_column($this->answer()['components'], 'component'));
        $this->assertSame(['B', 'C'], array_column($this->answer([], 'A')['components'], 'component'));
    }

    public function test_a_component_says_whether_it_can_take_results(): void {
        $manual = $this->generator->create_component('MANUAL', ['visible' => 0]);
        $this->generator->create_item($manual);
        $locked = $this->generator->create_component('LOCKED');
        $this->generator->create_item($locked)->set_locked(1);
        $scale = $this->generator->create_component('SCALE');
        $this->generator->create_item($scale, ['gradetype' => GRADE_TYPE_SCALE, 'scaleid' => 1]);
        $activity = $this->generator->create_component('ACTIVITY');
        $this->getDataGenerator()->create_module('assign', ['course' => $activity->id, 'cmidnumber' => 'utqyr']);
        $this->generator->create_component('NONE');
        $this->generator->create_student([$manual]);
        $this->generator->create_student([$manual], ['suspended' => 1]);
        $this->generator->create_student([$manual], ['idnumber' => '']);

        $seen = $this->answer(['NONE', 'MANUAL', 'LOCKED', 'SCALE', 'ACTIVITY', 'NOWHERE'])['components'];

        $this->assertSame(['none', 'manual', 'manual', 'scale', 'activity', 'none'], array_column($seen, 'item'));
        $this->assertSame(
            ['', '', 'home-item-locked', 'home-no-grade-item', '', 'home-unknown-component'],
            array_column($seen, 'code')
        );
        $this->assertSame([true, false, true, true, true, false], array_column($seen, 'visible'));
        $this->assertSame([true, true, true, true, true, false], array_column($seen, 'found'));
        $this->assertSame([0, 1, 0, 0, 0, 0], array_column($seen, 'students'));
    }

    public function test_the_plugin_tells_its_release_and_settings(): void {
        $plugin = new \stdClass();
        require(__DIR__ . '/../../version.php');
        set_config('itemidnumber', 'mobility', 'local_utqyr');

        $this->assertSame([
            'release' => $plugin->release,
            'version' => $plugin->version,
            'target' => 'item',
            'itemidnumber' => 'mobility',
            'enrol' => false,
        ], $this->answer()['plugin']);
    }

    public function test_the_total_is_named_where_it_is_the_target(): void {
        set_config('target', 'total', 'local_utqyr');
        set_config('grade_overridecat', 1);
        $this->generator->create_item($this->generator->create_component('A'), ['idnumber' => 'essay']);

        $this->assertSame(['total'], array_column($this->answer(['A'])['components'], 'item'));
        $this->assertSame('total', $this->answer()['plugin']['target']);
    }

    public function test_nobody_else_may_list(): void {
        $this->setUser($this->getDataGenerator()->create_user());

        $this->expectException(\required_capability_exception::class);
        $this->answer();
    }
}
