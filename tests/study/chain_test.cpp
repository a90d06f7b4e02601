// Stages that feed one another, through a loaded plugin and the whole program.
#include <gtest/gtest.h>

#include "cli/program.hpp"

namespace fleetline::test {
namespace {

class Chain : public testing::Test {
 protected:
  Outcome run(const std::string& scenario, const std::vector<std::string>& flags = {"--csv"}) {
    folder_.write("a.toml", head + "[plugins]\npath = '" CHAIN_DIRECTORY "'\n" + scenario);
    std::filesystem::current_path(folder_.path());
    std::vector<std::string> arguments{"run", "a.toml"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return fleetline(arguments);
  }
  Folder folder_;
  std::string head;  ///< what stands above the first table
};

TEST_F(Chain, AnInputThatShapesIsSeenBySetup) {
  const Outcome o = run("[solve.taker]\nworkload = 'maker.workload'\nfactor = { sweep = [1, 10] }\n[solve.maker]\nnumber = { sweep = [3, 4] }\n"
                        "[show]\ncolumns = ['taker.factor', 'maker.number', 'taker.prepared_size', 'taker.parameters']\n");
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out,
            "taker.factor,maker.number,taker.prepared_size,taker.parameters,status,reason\n"
            "1,3,6,3,ok,\n1,4,8,4,ok,\n10,3,60,3,ok,\n10,4,80,4,ok,\n");
}

TEST_F(Chain, AnOptionalInputMayBeAbsent) {
  const Outcome o = run("[solve.maker]\nnumber = { sweep = [-1, 1] }\n[solve.taker]\nworkload = 'maker.workload'\n[show]\ncolumns = ['maker.number', 'taker.had_maybe']\n");
  EXPECT_EQ(o.out, "maker.number,taker.had_maybe,status,reason\n-1,false,ok,\n1,true,ok,\n") << o.err;
}

TEST_F(Chain, WhatAnInfeasibleAnswerLeavesOpenHasNoValue) {
  const Outcome o = run("[solve.maker]\nnumber = { sweep = [-300, -150] }\n[show]\ncolumns = ['maker.number', 'maker.size']\n");
  EXPECT_EQ(o.out,
            "maker.number,maker.size,status,reason\n-300,,infeasible,there is nothing below -200\n"
            "-150,-300,infeasible,below -100 nobody buys\n") << o.err;
}

TEST_F(Chain, ABoundValueOutOfRangeIsAFailedRow) {
  const Outcome o = run("[solve.maker]\nnumber = { sweep = [1, 501] }\n[solve.taker]\nworkload = 'maker.workload'\n[show]\ncolumns = ['maker.number']\n");
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.out, "maker.number,status,reason\n1,ok,\n501,failed,stage 'taker' cannot work with maker.size = 1002 as its input 'size'\n") << o.err;
}

const std::string takes_both = "[solve.taker]\nworkload = 'maker.workload'\n[show]\ncolumns = ['maker.number', 'taker.sum']\n";

TEST_F(Chain, AListOfNumbersIsHandedOver) {
  const Outcome o = run("[solve.maker]\nnumber = { sweep = [3, 4, 0] }\n" + takes_both);
  EXPECT_EQ(o.out, "maker.number,taker.sum,status,reason\n3,9,ok,\n4,12,ok,\n0,0,ok,\n") << o.err << "3 + 6, 4 + 8, and nothing: not the list of the case before";
}

TEST_F(Chain, AListWithAValueThatCannotBeIsAFailedRow) {
  const Outcome o = run("[solve.maker]\nnumber = { sweep = [300, 13] }\n" + takes_both);
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.out, "maker.number,taker.sum,status,reason\n300,,failed,stage 'taker' cannot work with maker.both = 600 as its input 'both'\n"
                   "13,,failed,\"solver 'maker' gave both, in which one value is not finite\"\n") << o.err;
}

TEST_F(Chain, AFinerAccountComesFromWhereTheCoarseOneDoesOrIsWritten) {
  const auto sum = [&](const std::string& inputs) {
    const Outcome o = run("[solve.other]\nsolver = 'maker'\nnumber = 100\n[solve.maker]\nnumber = 3\n[solve.taker]\nworkload = 'maker.workload'\ninputs.maybe = 1\n" + inputs + "[show]\ncolumns = ['taker.sum']\n");
    EXPECT_EQ(o.err, "") << inputs;
    return o.out.substr(o.out.find('\n') + 1);
  };
  EXPECT_EQ(sum("inputs.size = 'maker.size'\n"), "9,ok,\n");
  EXPECT_EQ(sum("inputs.size = 'other.size'\n"), "300,ok,\n") << "not the maker's";
  EXPECT_EQ(sum("inputs.size = 7\n"), "0,ok,\n") << "nobody says what these 7 are";
  EXPECT_EQ(sum("inputs.size = 'maker.maybe'\n"), "0,ok,\n") << "another figure than the one it is finer than";
  EXPECT_EQ(sum("inputs.size = 7\ninputs.both = [3, 4]\n"), "7,ok,\n");
  EXPECT_EQ(sum("inputs.size = 7\ninputs.both = 'maker.both'\n"), "9,ok,\n");
}

TEST_F(Chain, AListIsNoNumber) {
  const Outcome o = run("[solve.maker]\n[solve.taker]\nworkload = 'maker.workload'\ninputs.size = 'maker.both'\n[show]\ncolumns = ['maker.both']\n");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("solve.taker.inputs.size: maker.both is a list, each a plain number, not a plain number"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("maker.both is a list, not a number"), std::string::npos) << o.err;
}

TEST_F(Chain, ACircleIsPrintedAsAPath) {
  const Outcome o = run("[solve.maker]\ninputs.hint = 'taker.prepared_size'\n[solve.taker]\nworkload = 'maker.workload'\n");
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err,
            "a.toml:3:8: solve.maker: stages need one another in a circle: maker -> taker -> maker\n"
            "  expected one of these inputs given as a value: inputs.NAME = ...\n");
}

TEST_F(Chain, RandomNumbersDependOnSeedAndStageNameOnly) {
  const std::string two = "[solve.maker]\n[solve.a]\nsolver = 'taker'\nworkload = 'maker.workload'\nfactor = { sweep = [1, 2] }\n"
                          "[solve.b]\nsolver = 'taker'\nworkload = 'maker.workload'\n[show]\ncolumns = ['a.factor', 'a.lucky', 'b.lucky']\n";
  const Outcome o = run(two);
  const std::string same = run(two, {"--csv", "--jobs", "2"}).out;
  EXPECT_EQ(o.out, same);
  const std::string one = o.out.substr(o.out.find('\n') + 3), first = one.substr(0, one.find('\n'));
  EXPECT_NE(o.out.find("2," + first), std::string::npos) << "cases share their luck: " << o.out;
  head = "seed = 7\n";
  EXPECT_NE(run(two).out, o.out) << "another seed, other luck";
}

TEST_F(Chain, AMissingInputSaysWhoCouldProvideIt) {
  const Outcome o = run("[workload]\nuse = 'ResNet50'\n[solve.taker]\n");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("nothing provides it"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("maker"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace fleetline::test
