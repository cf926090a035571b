"""deploy/cloudformation.yaml: every name resolves, one bot runs at a time, nothing comes in, and silence is noticed."""
import json
import pathlib
import re
import unittest

import yaml
from deployments import FOLDER, chosen, every_choice, json_file, main, resources_of, template, text, walk

PSEUDO = {"AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId",
          "AWS::StackName", "AWS::URLSuffix"}
TEMPLATE = template()
RESOURCES = TEMPLATE["Resources"]
PARAMETERS = TEMPLATE["Parameters"]


def names_in(value):
    """(kind, name) of everything that is referred to."""
    for _, one in walk(value):
        if not isinstance(one, dict) or len(one) != 1:
            continue
        (function, argument), = one.items()
        if function == "Ref":
            yield "Ref", argument
        elif function == "Fn::GetAtt":
            yield "GetAtt", argument[0]
        elif function == "Fn::Sub":
            for name in re.findall(r"\$\{([^!}][^}]*)\}", argument):
                yield ("GetAtt", name.split(".")[0]) if "." in name else ("Ref", name)
        elif function == "Fn::If":
            yield "If", argument[0]


class TheFile(unittest.TestCase):
    def test_is_spelled_as_cloudformation_reads_it(self):
        """Anchors, aliases and merge keys are YAML, and CloudFormation refuses them."""
        tokens = list(yaml.scan(text("cloudformation.yaml")))
        self.assertEqual([f"line {token.start_mark.line + 1}: {token.value}" for token in tokens
                          if isinstance(token, (yaml.AnchorToken, yaml.AliasToken))], [])
        self.assertEqual([token.start_mark.line + 1 for token in tokens
                          if isinstance(token, yaml.ScalarToken) and token.plain and token.value == "<<"], [])

    def test_is_small_enough_to_be_sent_along(self):
        self.assertLess(len(text("cloudformation.yaml").encode()), 51200)


class EveryName(unittest.TestCase):
    def test_resolves(self):
        for kind, name in names_in(TEMPLATE):
            known = {"Ref": RESOURCES.keys() | PARAMETERS.keys() | PSEUDO, "GetAtt": RESOURCES.keys(),
                     "If": TEMPLATE["Conditions"].keys()}[kind]
            self.assertIn(name, known, kind)
        for resource in (*RESOURCES.values(), *TEMPLATE["Outputs"].values()):
            if "Condition" in resource:
                self.assertIn(resource["Condition"], TEMPLATE["Conditions"])

    def test_is_used(self):
        used = {name for _, name in names_in(TEMPLATE)}
        self.assertEqual(PARAMETERS.keys() - used, set())
        self.assertEqual(TEMPLATE["Conditions"].keys() - used -
                         {one.get("Condition") for one in RESOURCES.values()}, set())

    def test_is_shown_in_the_form_once(self):
        groups = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        shown = [name for group in groups for name in group["Parameters"]]
        self.assertEqual(sorted(shown), sorted(PARAMETERS))

    def test_refers_only_to_what_is_made_under_the_same_conditions(self):
        for choice in every_choice():
            made = {name for name, one in RESOURCES.items() if choice.get(one.get("Condition"), True)}
            for name in made:
                text = repr(chosen(RESOURCES[name]["Properties"] if "Properties" in RESOURCES[name] else {}, choice))
                for missing in RESOURCES.keys() - made:
                    self.assertNotRegex(text, rf"<{missing}[.>]", f"{name} with {choice}")

    def test_needs_no_dependency_that_may_not_exist(self):
        self.assertEqual([name for name, one in RESOURCES.items() if "DependsOn" in one], [])


class TheService(unittest.TestCase):
    def setUp(self):
        (service,) = resources_of("AWS::ECS::Service").values()
        self.service = service["Properties"]

    def test_runs_one_bot_and_stops_it_before_the_next_starts(self):
        self.assertEqual(self.service["DesiredCount"], 1)
        deployment = self.service["DeploymentConfiguration"]
        self.assertEqual((deployment["MinimumHealthyPercent"], deployment["MaximumPercent"]), (0, 100))
        self.assertEqual(self.service["AvailabilityZoneRebalancing"], "DISABLED")
        self.assertEqual(deployment["DeploymentCircuitBreaker"], {"Enable": True, "Rollback": True})

    def test_lets_nobody_into_the_container(self):
        self.assertIs(self.service["EnableExecuteCommand"], False)
        self.assertNotIn("LoadBalancers", self.service)
        groups = resources_of("AWS::EC2::SecurityGroup")
        self.assertNotIn("SecurityGroupIngress", groups["BotGroup"]["Properties"])
        self.assertEqual(resources_of("AWS::EC2::SecurityGroupIngress"), {})
        (rule,) = groups["VolumeGroup"]["Properties"]["SecurityGroupIngress"]
        self.assertEqual((rule["FromPort"], rule["ToPort"], rule["SourceSecurityGroupId"]), (2049, 2049, {"Ref": "BotGroup"}))


class TheMemory(unittest.TestCase):
    def test_outlives_the_stack(self):
        for kind in ("AWS::EFS::FileSystem", "AWS::Logs::LogGroup"):
            (one,) = resources_of(kind).values()
            self.assertEqual((one["DeletionPolicy"], one["UpdateReplacePolicy"]), ("Retain", "Retain"))

    def test_is_encrypted_backed_up_and_the_bots_alone(self):
        (volume,) = resources_of("AWS::EFS::FileSystem").values()
        self.assertIs(volume["Properties"]["Encrypted"], True)
        self.assertEqual(volume["Properties"]["BackupPolicy"], {"Status": "ENABLED"})
        (folder,) = resources_of("AWS::EFS::AccessPoint").values()
        self.assertEqual(folder["Properties"]["PosixUser"], {"Uid": "65532", "Gid": "65532"})
        self.assertEqual(folder["Properties"]["RootDirectory"]["CreationInfo"],
                         {"OwnerUid": "65532", "OwnerGid": "65532", "Permissions": "0700"})

    def test_is_reachable_from_wherever_the_task_lands(self):
        (service,) = resources_of("AWS::ECS::Service").values()
        subnets = service["Properties"]["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"]
        targets = [one["Properties"]["SubnetId"] for one in resources_of("AWS::EFS::MountTarget").values()]
        self.assertCountEqual(targets, subnets)


class TheAlarms(unittest.TestCase):
    def test_tell_somebody(self):
        alarms = resources_of("AWS::CloudWatch::Alarm")
        self.assertGreaterEqual(len(alarms), 7)
        for alarm in alarms.values():
            self.assertEqual(alarm["Properties"]["AlarmActions"], [{"Ref": "Alarms"}])
            self.assertIn(alarm["Properties"]["TreatMissingData"], ("breaching", "notBreaching"))
            self.assertTrue(alarm["Properties"]["AlarmDescription"])

    def test_notice_silence(self):
        silence = [one["Properties"] for one in resources_of("AWS::CloudWatch::Alarm").values()
                   if one["Properties"]["TreatMissingData"] == "breaching"]
        self.assertEqual([(one["MetricName"], one["Statistic"]) for one in silence], [("PollLatency", "SampleCount")])
        self.assertLess(silence[0]["DatapointsToAlarm"], silence[0]["EvaluationPeriods"], "late metrics are no silence")

    def test_look_at_metrics_that_the_bot_writes(self):
        source = "".join(path.read_text(encoding="utf-8") for path in pathlib.Path(FOLDER, "..", "src").rglob("*.?pp"))
        for alarm in resources_of("AWS::CloudWatch::Alarm").values():
            if not alarm["Properties"]["Namespace"].startswith("AWS/"):
                self.assertIn(f'"{alarm["Properties"]["Namespace"]}"', source)
                self.assertIn(f'"{alarm["Properties"]["MetricName"]}"', source)

    def test_look_at_this_stacks_bot_alone(self):
        """The bot names itself by its task's family, which is the stack's name."""
        (task,) = resources_of("AWS::ECS::TaskDefinition").values()
        self.assertEqual(task["Properties"]["Family"], {"Ref": "AWS::StackName"})
        ours = [one["Properties"] for one in resources_of("AWS::CloudWatch::Alarm").values()
                if not one["Properties"]["Namespace"].startswith("AWS/")]
        self.assertGreaterEqual(len(ours), 5)
        for alarm in ours:
            self.assertEqual(alarm["Dimensions"], [{"Name": "Bot", "Value": {"Ref": "AWS::StackName"}}], alarm["MetricName"])

    def test_are_shown_on_the_dashboard_of_the_same_bot(self):
        rows = [row for widget in json_file("cloudwatch/dashboard.json")["widgets"]
                for row in widget["properties"].get("metrics", [])]
        self.assertGreater(len(rows), 10)
        for row in rows:
            self.assertEqual(row[2:4], ["Bot", "${Bot}"], json.dumps(row))

    def test_are_raised_by_a_stopped_task_and_a_changed_schedule(self):
        patterns = [one["Properties"]["EventPattern"]["detail-type"] for one in resources_of("AWS::Events::Rule").values()]
        self.assertCountEqual(patterns, [["ECS Task State Change"], ["Parameter Store Change"]])


if __name__ == "__main__":
    main()
