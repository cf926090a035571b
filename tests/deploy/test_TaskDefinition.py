"""deploy/task-definition.json, and what the template would register, against the shape of AWS's own call and Fargate's rules."""
import unittest

import botocore.session
from botocore.validate import ParamValidator
from deployments import chosen, every_choice, json_file, main, resources_of

MEMORY_FOR_CPU = {256: [512, 1024, 2048], 512: range(1024, 4097, 1024), 1024: range(2048, 8193, 1024),
                  2048: range(4096, 16385, 1024), 4096: range(8192, 30721, 1024)}
REFUSED_FOR_CONTAINERS = {"privileged", "links", "dnsServers", "dnsSearchDomains", "extraHosts", "dockerSecurityOptions",
                          "disableNetworking", "hostname"}
REFUSED_FOR_TASKS = {"placementConstraints", "ipcMode", "inferenceAccelerators"}
REFUSED_FOR_LINUX = {"devices", "sharedMemorySize", "maxSwap", "swappiness"}
# The template's spelling of members whose first letter is not the only difference.
SPELLED = {"eFSVolumeConfiguration": "efsVolumeConfiguration", "filesystemId": "fileSystemId", "iAM": "iam"}
FREE_FORM = {"options"}


def as_call(value, free=False):
    """CloudFormation's spelling turned into that of the call."""
    if isinstance(value, list):
        return [as_call(one) for one in value]
    if not isinstance(value, dict):
        return value
    spelled = {}
    for name, inner in value.items():
        call = name if free else SPELLED.get(name[0].lower() + name[1:], name[0].lower() + name[1:])
        spelled[call] = as_call(inner, call in FREE_FORM)
    return spelled


def definitions():
    yield "task-definition.json", json_file("task-definition.json")
    for choice in every_choice():
        (task,) = resources_of("AWS::ECS::TaskDefinition").values()
        yield f"cloudformation.yaml with {choice}", as_call(chosen(task["Properties"], choice))


class TheTaskDefinition(unittest.TestCase):
    where = "-"

    def each(self):
        for self.where, definition in definitions():
            yield definition, definition["containerDefinitions"][0]

    def _formatMessage(self, msg, standardMsg):
        return f"{self.where}: {super()._formatMessage(msg, standardMsg)}"

    def test_is_what_the_call_expects(self):
        shape = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape
        for definition, _ in self.each():
            self.assertEqual(ParamValidator().validate(definition, shape).generate_report(), "")

    def test_has_a_size_that_fargate_offers(self):
        for definition, _ in self.each():
            self.assertIsInstance(definition["cpu"], str)
            self.assertIsInstance(definition["memory"], str)
            self.assertIn(int(definition["memory"]), MEMORY_FOR_CPU[int(definition["cpu"])])

    def test_runs_on_fargate_and_on_the_platform_of_the_image(self):
        for definition, _ in self.each():
            self.assertEqual(definition["networkMode"], "awsvpc")
            self.assertEqual(definition["requiresCompatibilities"], ["FARGATE"])
            self.assertEqual(definition["runtimePlatform"], {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"})

    def test_asks_for_nothing_that_fargate_refuses(self):
        for definition, bot in self.each():
            self.assertEqual(REFUSED_FOR_TASKS & set(definition), set())
            self.assertEqual(REFUSED_FOR_CONTAINERS & set(bot), set())
            self.assertEqual(REFUSED_FOR_LINUX & set(bot["linuxParameters"]), set())
            self.assertNotIn("add", bot["linuxParameters"]["capabilities"])
            self.assertEqual([volume for volume in definition["volumes"] if {"dockerVolumeConfiguration", "host"} & set(volume)], [])
            self.assertLessEqual(len(bot["image"]), 255)

    def test_gives_the_bot_as_little_as_possible(self):
        for _, bot in self.each():
            self.assertEqual(bot["user"], "65532:65532")
            self.assertIs(bot["readonlyRootFilesystem"], True)
            self.assertEqual(bot["linuxParameters"]["capabilities"], {"drop": ["ALL"]})
            self.assertNotIn("portMappings", bot)
            self.assertEqual([mount["containerPath"] for mount in bot["mountPoints"]], ["/data"])

    def test_asks_for_its_health_without_a_shell(self):
        for _, bot in self.each():
            check = bot["healthCheck"]
            self.assertEqual(check["command"], ["CMD", "/privman-slack", "healthcheck"])
            self.assertIn(check["interval"], range(5, 301))
            self.assertIn(check["timeout"], range(2, 61))
            self.assertIn(check["retries"], range(1, 11))
            self.assertIn(check["startPeriod"], range(0, 301))

    def test_leaves_time_to_stop(self):
        for _, bot in self.each():
            self.assertIn(bot["stopTimeout"], range(10, 121))

    def test_never_hangs_on_its_log(self):
        for _, bot in self.each():
            log = bot["logConfiguration"]
            self.assertEqual(log["logDriver"], "awslogs")
            self.assertEqual(log["options"]["mode"], "non-blocking")
            for name in ("awslogs-group", "awslogs-region", "awslogs-stream-prefix"):
                self.assertTrue(log["options"][name])

    def test_mounts_the_volume_encrypted_and_by_its_role(self):
        volumes = [definition["volumes"][0].get("efsVolumeConfiguration") for definition, _ in self.each()]
        self.assertEqual(volumes.count(None), 1, "only the template can do without")
        for volume in filter(None, volumes):
            self.assertEqual(volume["transitEncryption"], "ENABLED")
            self.assertEqual(volume["authorizationConfig"]["iam"], "ENABLED")
            self.assertIn("accessPointId", volume["authorizationConfig"])
            self.assertNotIn("rootDirectory", volume, "the access point has the say")

    def test_repeats_no_name_in_environment_and_secrets(self):
        for _, bot in self.each():
            names = [one["name"] for one in (*bot["environment"], *bot["secrets"])]
            self.assertEqual(len(names), len(set(names)))

    def test_differs_from_the_template_only_in_names(self):
        (_, alone), (_, stack), *_ = definitions()
        skeleton = [{name: value for name, value in definition["containerDefinitions"][0].items()
                     if name not in ("image", "environment", "secrets", "logConfiguration")} for definition in (alone, stack)]
        self.assertEqual(*skeleton)
        self.assertEqual(*({name: definition[name] for name in ("cpu", "memory", "networkMode", "runtimePlatform")}
                           for definition in (alone, stack)))


if __name__ == "__main__":
    main()
