// SPDX-License-Identifier: MIT
#include "program_output.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/process.hpp>
#include <future>

namespace deploy::action {

ProgramOutput output_of(const std::vector<std::string>& words) {
    namespace bp = boost::process;
    boost::asio::io_context context;
    std::future<std::string> out;
    std::future<std::string> err;
    std::error_code refused;
    bp::child program{bp::search_path(words.front()),
                      bp::args(std::vector<std::string>{words.begin() + 1, words.end()}),
                      bp::std_in<bp::null, bp::std_out>
                          out,
                      bp::std_err > err,
                      context,
                      refused};
    if (refused)
        return {.code = 127, .err = words.front() + " cannot be run: " + refused.message()};
    context.run();
    program.wait();
    return {.code = program.exit_code(), .out = out.get(), .err = err.get()};
}

} // namespace deploy::action
