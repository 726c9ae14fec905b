"""The module against a program, which is looked for as users' is: beside the module, or in PATH.

python3 -m unittest discover -s packaging/python/tests     (PYTHONPATH=packaging/python for the module of a checkout)
"""

import ast
import json
import os
import pickle
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nianbao

GOOD = """机关名称: 甲市教育局
年度: 2024
总体情况: 本机关2024年主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障各项工作均已完成。
依申请公开:
  本年新收: {自然人: 16}
  予以公开: {自然人: 15}
  结转下年度: {自然人: 1}
问题与改进: 存在的主要问题是解读形式不够多样。下一步改进解读方式。
其他事项: 本机关2024年未收取信息处理费。
"""
# A sum that does not hold.
BAD = GOOD.replace("予以公开: {自然人: 15}", "予以公开: {自然人: 14}")
NAME = "甲市教育局2024年政府信息公开工作年度报告"


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name


class Build(InAFolder):
    def test_what_is_made_is_there_and_is_not_made_again(self):
        file = self.write("a.yaml", GOOD)
        (built,) = nianbao.build(file, output="out", to=["docx", "html", "ofd"])
        self.assertEqual((built.status, built.ok, built.agency, built.error), ("built", True, "甲市教育局", None))
        self.assertIsInstance(built.year, int)
        self.assertEqual({path.name for path in built.outputs}, {f"{NAME}.docx", f"{NAME}.html", f"{NAME}.ofd"})
        self.assertTrue(all(path.stat().st_size > 1000 for path in built.outputs))
        self.assertGreater(built.ms, 0)
        (again,) = nianbao.build(file, output="out", to=["docx", "html", "ofd"])
        self.assertEqual((again.status, sorted(again.outputs)), ("skipped", sorted(built.outputs)))

    def test_pdf_and_word_beside_the_data_file_unless_asked_otherwise(self):
        self.write("a.yaml", GOOD)
        (result,) = nianbao.build("a.yaml", system_fonts=False)
        self.assertEqual({path.suffix for path in result.outputs}, {".pdf", ".docx"})
        self.assertTrue((self.folder / f"{NAME}.pdf").read_bytes().startswith(b"%PDF-"))

    def test_findings_are_values(self):
        self.write("a.yaml", BAD)
        (refused,) = nianbao.build("a.yaml", to="html")
        self.assertEqual((refused.status, refused.ok, refused.outputs), ("failed", False, ()))
        self.assertIsNone(refused.error)
        errors = [finding for finding in refused.findings if finding.is_error]
        self.assertEqual([finding.line for finding in errors if finding.rule == "N101"], [5])
        self.assertTrue(all(finding.message for finding in errors))
        (draft,) = nianbao.build("a.yaml", to="html", draft=True)
        self.assertEqual((draft.status, draft.findings, len(draft.outputs)), ("built", refused.findings, 1))

    def test_options_reach_the_program(self):
        self.write("a.yaml", GOOD)
        last = GOOD.replace("2024", "2023").replace("本年新收: {自然人: 16}", "本年新收: {自然人: 18}")
        self.write("2023.yaml", last.replace("结转下年度: {自然人: 1}", "结转下年度: {自然人: 3}"))
        (result,) = nianbao.build("a.yaml", to=("html",), previous="2023.yaml", chart=True, jobs=1, time_limit=30)
        self.assertEqual([finding.rule for finding in result.findings if finding.is_error], ["N105"])
        with self.assertRaises(nianbao.ProgramFailed):
            nianbao.build("a.yaml", to=["odt"])
        with self.assertRaises(nianbao.ProgramFailed):
            nianbao.build("a.yaml", template="没有这个文件夹")

    def test_an_edited_output_is_kept_unless_forced(self):
        self.write("a.yaml", GOOD)
        (first,) = nianbao.build("a.yaml", to=["html"])
        first.outputs[0].write_text("edited", encoding="utf-8")
        self.write("a.yaml", GOOD.replace("16", "17").replace("15", "16"))
        (kept,) = nianbao.build("a.yaml", to=["html"])
        self.assertEqual((len(kept.kept), kept.outputs), (1, ()))
        (forced,) = nianbao.build("a.yaml", to=["html"], force=True)
        self.assertEqual([path.read_text(encoding="utf-8") for path in forced.copies], ["edited"])

    def test_one_that_cannot_be_read_is_an_error_that_has_the_results_of_the_others(self):
        self.write("a.yaml", GOOD)
        self.write("b.yaml", "机关名称: [")
        self.write("c.yaml", "\0" * 10)
        os.mkdir("d.yaml")
        with self.assertRaises(nianbao.ProgramFailed) as caught:
            nianbao.build("a.yaml", "b.yaml", "c.yaml", "没有.yaml", to=["html"])
        self.assertEqual(caught.exception.status, 2)
        self.assertIn("没有.yaml", str(caught.exception))
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((str(again), again.results), (str(caught.exception), caught.exception.results))

    def test_an_output_that_cannot_be_written_leaves_the_others(self):
        self.write("a.yaml", GOOD)
        self.write("b.yaml", GOOD.replace("教育局", "民政局"))
        # A folder stands where the first output should be.
        (self.folder / "out" / f"{NAME}.html").mkdir(parents=True)
        with self.assertRaises(nianbao.ProgramFailed) as caught:
            nianbao.build("a.yaml", "b.yaml", output="out", to=["html"])
        self.assertEqual([result.status for result in caught.exception.results], ["failed", "built"])
        self.assertIn(f"{NAME}.html", str(caught.exception))

    def test_rows_of_a_table_have_their_place_and_agency(self):
        self.write("样板.yaml", GOOD)
        self.write("各局.csv", "机关名称\n甲市教育局\n甲市民政局\n")
        results = nianbao.build("各局.csv", pattern="样板.yaml", to=["html"], output="out")
        self.assertEqual([result.agency for result in results], ["甲市教育局", "甲市民政局"])
        self.assertEqual([result.row for result in results], [2, 3])


class Check(InAFolder):
    def test_findings_of_all_files_and_nothing_written(self):
        self.write("a.yaml", GOOD)
        self.write("b.yaml", BAD)
        self.assertEqual(nianbao.check("a.yaml"), [])
        findings = nianbao.check("a.yaml", "b.yaml")
        self.assertIn(("N101", "error", "b.yaml", 5), [(f.rule, f.severity, f.file, f.line) for f in findings])
        self.assertEqual({finding.agency for finding in findings}, {"甲市教育局"})
        self.assertEqual(sorted(os.listdir()), ["a.yaml", "b.yaml"])

    def test_last_years_report_and_parts(self):
        self.write("a.yaml", GOOD)
        last = GOOD.replace("2024", "2023").replace("本年新收: {自然人: 16}", "本年新收: {自然人: 18}")
        self.write("2023.yaml", last.replace("结转下年度: {自然人: 1}", "结转下年度: {自然人: 3}"))
        self.assertIn("N105", [finding.rule for finding in nianbao.check("a.yaml", previous=["2023.yaml"])])
        self.assertEqual([finding.rule for finding in nianbao.check("a.yaml", parts="2023.yaml")], ["N110"])

    def test_names_that_look_like_options(self):
        self.write("-h.yaml", BAD)
        self.write("-", BAD)
        self.assertEqual({finding.file for finding in nianbao.check("-h.yaml")}, {"-h.yaml"})
        self.assertNotEqual(nianbao.check("-"), [])

    def test_a_file_that_is_not_there(self):
        with self.assertRaises(nianbao.NianbaoError) as caught:
            nianbao.check("没有.yaml")
        self.assertIn("没有.yaml", str(caught.exception))


class Program(InAFolder):
    def test_none_at_all(self):
        with mock.patch("nianbao._program._script_folders", return_value=[self.folder]):
            with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
                with self.assertRaises(nianbao.ProgramNotFound):
                    nianbao.check("a.yaml")

    @unittest.skipUnless(os.name == "posix", "the stand-in is a shell script")
    def test_one_that_crashes_or_talks_otherwise(self):
        stand_in = self.folder / "nianbao"
        for script, word in [("echo 内存不足 >&2; kill -9 $$", "内存不足"), ("echo hello", "JSON"), ("exit 2", "2")]:
            stand_in.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            stand_in.chmod(stat.S_IRWXU)
            with mock.patch("nianbao._program._script_folders", return_value=[self.folder]):
                with self.assertRaises(nianbao.ProgramFailed) as caught:
                    nianbao.build("a.yaml")
            self.assertIn(word, str(caught.exception))

    def test_as_a_command(self):
        done = subprocess.run([sys.executable, "-m", "nianbao", "check", "没有.yaml"], stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("没有.yaml", done.stderr.decode("utf-8"))

    def test_every_key_of_a_line_of_build_is_known(self):
        self.write("a.yaml", BAD)
        command = [os.fspath(nianbao.find_program()), "build", "--output", "json", "--draft", "--to", "html", "a.yaml"]
        (line,) = subprocess.run(command, stdout=subprocess.PIPE).stdout.decode("utf-8").splitlines()
        line = json.loads(line)
        self.assertLessEqual(set(line), set(nianbao.Result.__dataclass_fields__))
        self.assertLessEqual(set(line["findings"][0]), set(nianbao.Finding.__dataclass_fields__))


class Source(unittest.TestCase):
    @unittest.skipIf(sys.version_info < (3, 8), "3.7 itself has read it")
    def test_python_3_7_reads_it(self):
        for file in Path(nianbao.__file__).parent.glob("*.py"):
            ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))


if __name__ == "__main__":
    unittest.main()
