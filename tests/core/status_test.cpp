// What a refusal says: the reason, what it takes and what there is.
#include <gtest/gtest.h>

#include "fleetline/answer.hpp"

namespace fleetline {
namespace {

const Label too_large("it does not fit");

TEST(Status, SaysWhatItTakesAndWhatThereIs) {
  EXPECT_EQ(Status::infeasible(too_large, Bytes(92.3e9), Bytes(80e9)).text(), "it does not fit (needs 92.3 GB, limit 80 GB, 12.3 GB missing)");
  EXPECT_EQ(Status::infeasible(too_large, Ratio(64), Ratio(56)).amounts(), "needs 64, limit 56, 8 missing");
  const Quantity<Dimension{.device = 1}> forty(40), four(4);
  EXPECT_EQ(Status::infeasible(too_large, forty, four).amounts(), "needs 40 devices, limit 4 devices, 36 devices missing");
}

TEST(Status, OfALimitAboveSaysHowFar) {
  const Status s = Status::infeasible(too_large, Seconds(1e-3), Seconds(4e-3));
  EXPECT_DOUBLE_EQ(s.missing, 3e-3);
  EXPECT_EQ(s.amounts(), "needs 1 ms, limit 4 ms, 3 ms missing");
}

TEST(Status, TellsNumbersApartThatAreNear) {
  EXPECT_EQ(Status::infeasible(too_large, Bytes(80.000123e9), Bytes(80e9)).amounts(), "needs 80.0001 GB, limit 80 GB, 123 kB missing");
}

TEST(Status, OfADifferenceOrNoAmountSaysWhatIsKnown) {
  EXPECT_EQ(Status::infeasible(too_large, Bytes(12.3e9)).text(), "it does not fit (12.3 GB missing)");
  EXPECT_EQ(Status::infeasible(too_large).text(), "it does not fit");
  EXPECT_EQ(Status::ok().text(), "ok");
}

}  // namespace
}  // namespace fleetline
