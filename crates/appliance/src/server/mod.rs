//! The server around the engines: what the first process sets up before mail can flow.
//!
//! Each step may be repeated: a server is started again with whatever its data folder holds.

pub mod certificate;
pub mod folders;
pub mod hosts;
pub mod names;
pub mod network;
pub mod shown;

#[cfg(test)]
mod tests;

pub use folders::Folders;

use hostler_wire::Bootstrap;

#[derive(Debug, thiserror::Error)]
#[error("the server could not be set up ({step}): {because}")]
pub struct SetupError {
    pub step: &'static str,
    pub because: String,
}

impl SetupError {
    fn at(step: &'static str) -> impl Fn(std::io::Error) -> SetupError {
        move |error| SetupError { step, because: error.to_string() }
    }
}

/// Network and names of a hosted server (a customer's own machine has its own), folders and the engines' certificate,
/// in this order. Takes some ten milliseconds; needs root inside the server.
pub async fn prepare(bootstrap: &Bootstrap, folders: &Folders) -> Result<(), SetupError> {
    if let Some(hosted) = bootstrap.hosted() {
        network::configure(&network::Address::of(hosted)).await.map_err(SetupError::at("network"))?;
        names::take_host_name(&bootstrap.host).map_err(SetupError::at("host name"))?;
        names::find_resolver(hosted.gateway).await.map_err(SetupError::at("resolver"))?;
    }
    folders.make().map_err(SetupError::at("folders"))?;
    if let Some(hosted) = bootstrap.hosted() {
        let both = (hosted.certificate.as_str(), hosted.key.as_str());
        certificate::keep_for_hand_over(folders, both).map_err(SetupError::at("certificate"))?;
    }
    certificate::keep(folders, &bootstrap.host).map_err(SetupError::at("certificate"))
}
