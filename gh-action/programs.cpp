// SPDX-License-Identifier: MIT
#include "programs.hpp"

#include <utility>

namespace deploy::action {
namespace {

class EndingProgram final : public Remote {
public:
    EndingProgram(std::unique_ptr<Remote> program, std::stop_token stop)
        : program_{std::move(program)}, stop_{std::move(stop)} {}

    Result<int> call(const RemoteCall& call) override {
        auto ending = call;
        ending.stop = stop_;
        return program_->call(ending);
    }
    [[nodiscard]] std::string name() const override { return program_->name(); }

private:
    std::unique_ptr<Remote> program_;
    std::stop_token stop_;
};

} // namespace

Programs ending_on(std::stop_token stop, const Programs& programs) {
    return [stop = std::move(stop), programs](std::vector<std::string> program) {
        return std::unique_ptr<Remote>{
            std::make_unique<EndingProgram>(programs(std::move(program)), stop)};
    };
}

} // namespace deploy::action
