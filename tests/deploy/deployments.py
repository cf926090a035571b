"""The files of deploy/, read as those who use them read them."""
import json
import os
import re
import subprocess
import sys
import unittest

import yaml

FOLDER, ORACLE = (sys.argv + ["", ""])[1:3]


def text(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def no_repeats(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a member stands there twice: {names}"
    return dict(pairs)


def json_file(name):
    return json.loads(text(name), object_pairs_hook=no_repeats)


class TemplateLoader(yaml.SafeLoader):
    """CloudFormation's short forms become its long ones: !Ref X is {"Ref": "X"}."""


def long_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


TemplateLoader.add_multi_constructor("!", long_form)


def template():
    return yaml.load(text("cloudformation.yaml"), TemplateLoader)


def resources_of(kind):
    return {name: one for name, one in template()["Resources"].items() if one["Type"] == kind}


def walk(value, path=()):
    """Every value inside, with the way to it."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


def chosen(value, conditions):
    """What the intrinsic functions make of it when these conditions hold; parameters become sample values."""
    if isinstance(value, list):
        return [one for one in (chosen(inner, conditions) for inner in value) if one is not None]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        name, yes, no = value["Fn::If"]
        return chosen(yes if conditions[name] else no, conditions)
    if "Ref" in value:
        return None if value["Ref"] == "AWS::NoValue" else SAMPLES.get(value["Ref"], f"<{value['Ref']}>")
    if "Fn::GetAtt" in value:
        return "<" + ".".join(value["Fn::GetAtt"]) + ">"
    if "Fn::Sub" in value:
        return re.sub(r"\$\{([^}]+)\}", lambda found: SAMPLES.get(found[1], f"<{found[1]}>"), value["Fn::Sub"])
    return {name: one for name, one in ((name, chosen(inner, conditions)) for name, inner in value.items())
            if one is not None}


SAMPLES = {
    "AWS::Region": "eu-central-1", "AWS::StackName": "privman-slack", "AWS::Partition": "aws",
    "AWS::AccountId": "111122223333", "Approvers": "channel", "Admins": "U0CAROL", "PrivmanProfile": "builtin",
    "PrivmanBaseUrl": "https://acme.privilegemanagercloud.com/Tms", "PrivmanUsername": "client",
    "SettingsPrefix": "/privman-slack/prod/state",
}


def every_choice():
    """All conditions met, and none."""
    names = template()["Conditions"]
    return [dict.fromkeys(names, True), dict.fromkeys(names, False)]


def oracle(what, lines=""):
    return subprocess.run([ORACLE, what], input=lines, capture_output=True, text=True, timeout=30, check=False)


def main():
    unittest.main(argv=sys.argv[:1])
