"""The story hands frames to steps by name, so that two of them cannot be swapped unseen."""

import ast
import inspect

from flows import scenarios, steps, story


def calls() -> dict[str, ast.Call]:
    """Calls of steps in the story, by the name of the step."""
    tree = ast.parse(inspect.getsource(story))
    return {
        node.args[0].attr: node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "run_step"
        and isinstance(node.args[0], ast.Attribute)
    }


def test_every_step_of_the_list_is_done_in_the_story_or_its_scenarios():
    named = {name for name, value in vars(steps).items() if isinstance(value, steps.Step)}
    trees = [ast.parse(inspect.getsource(module)) for module in (story, scenarios)]
    done = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert named <= done


def test_a_step_that_takes_frames_takes_them_by_name():
    for name, call in calls().items():
        annotations = inspect.get_annotations(getattr(steps, name).function)
        positional = list(annotations)[: len(call.args) - 1]
        frames = [one for one in positional if "DataFrame" in str(annotations[one])]
        assert not frames, f"{name} takes {', '.join(frames)} by position"
