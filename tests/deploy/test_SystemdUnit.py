"""deploy/privman-slack.service: systemd understands it, and finds little to fear."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from deployments import main, text

UNIT = "privman-slack.service"
MOST_EXPOSURE = 1.5
SYSTEMD = shutil.which("systemd-analyze")


def analyze(*arguments):
    return subprocess.run([SYSTEMD, *arguments], capture_output=True, text=True, timeout=60, check=False)


class TheUnit(unittest.TestCase):
    def test_stays_stopped_when_its_settings_are_wrong(self):
        self.assertIn("\nRestartPreventExitStatus=2\n", text(UNIT))

    def test_runs_as_a_user_of_its_own_with_one_folder_to_write(self):
        for line in ("DynamicUser=yes", "ProtectSystem=strict", "StateDirectory=privman-slack", "NoNewPrivileges=yes",
                     "CapabilityBoundingSet=", "MemoryDenyWriteExecute=yes"):
            self.assertIn(f"\n{line}\n", text(UNIT))
        self.assertNotIn("ReadWritePaths", text(UNIT))

    def test_shows_the_program_the_boot_id_of_its_machine(self):
        """It lies under /proc/sys, and without it the program does not start."""
        self.assertNotIn("ProcSubset=pid", text(UNIT))

    def test_leaves_no_memory_image_behind(self):
        self.assertIn("\nLimitCORE=0\n", text(UNIT))

    def test_is_understood_by_systemd(self):
        self.assertIsNotNone(SYSTEMD, "systemd-analyze is missing; scripts/install-deps brings it")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, UNIT)
            with open(path, "w", encoding="utf-8") as file:
                # The program need not be installed here.
                file.write(re.sub(r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", text(UNIT), flags=re.M))
            said = analyze("verify", "--man=no", path)
            self.assertEqual((said.returncode, said.stdout + said.stderr), (0, ""))
            said = analyze("security", "--offline=true", "--no-pager", path)
            exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)[1])
            print(f"exposure {exposure} of 10")
            self.assertLessEqual(exposure, MOST_EXPOSURE)


if __name__ == "__main__":
    main()
